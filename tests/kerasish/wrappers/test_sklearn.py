"""Models as estimators of scikit-learn."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers, wrappers
from kerasish.base.errors import DataError, NotCompiledError

ROOT = Path(__file__).resolve().parents[3]
X = np.random.default_rng(0).normal(size=(40, 3))
Y = (X[:, 0] > 0).astype(int)


def network(X, y, units=8, loss="mse", activation=None):
    stack = [kerasish.Input((X.shape[1],)), layers.Dense(units, activation="relu")]
    model = kerasish.Sequential([*stack, layers.Dense(y.shape[1], activation)])
    model.compile(kerasish.optimizers.Adam(0.05), loss)
    return model


def classifier(**kwargs):
    settings = {"loss": "categorical_crossentropy", "activation": "softmax"}
    own = {"epochs": 15, "verbose": 0}
    return wrappers.SKLearnClassifier(
        network, model_kwargs=settings, fit_kwargs=own, **kwargs
    )


@pytest.fixture(autouse=True)
def sklearn():
    kerasish.utils.set_random_seed(0)
    return pytest.importorskip("sklearn")


@pytest.mark.parametrize("labels", [Y, np.array(["no", "yes"])[Y], Y[:, None] * 3 + 2])
def test_classifier(labels):
    estimator = classifier().fit(X, labels)
    assert estimator.score(X, labels) > 0.9
    predicted = estimator.predict(X)
    assert predicted.shape == labels.shape and predicted.dtype == labels.dtype
    assert estimator.decision_function(X).shape == (40, 2)
    np.testing.assert_array_equal(estimator.classes_, np.unique(labels))


def test_regressor_and_transformer():
    target = X @ [1.0, -2.0, 0.5]
    regressor = wrappers.SKLearnRegressor(network(X, target[:, None]))
    regressor.fit(X, target, epochs=30, verbose=0)
    assert regressor.predict(X).shape == (40,)
    assert regressor.score(X, target) > 0.8
    transformer = wrappers.SKLearnTransformer(network)
    assert transformer.fit(X, np.c_[Y, Y], verbose=0).transform(X).shape == (40, 2)


def test_models_are_copied_unless_training_goes_on():
    model = network(X, Y[:, None])
    before = model.get_weights()
    regressor = wrappers.SKLearnRegressor(model, fit_kwargs={"verbose": 0})
    regressor.fit(X, Y)
    assert regressor.model_ is not model
    for old, new in zip(before, model.get_weights()):
        np.testing.assert_array_equal(old, new)
    first = regressor.model_
    assert regressor.fit(X, Y).model_ is not first
    regressor.set_params(warm_start=True)
    second = regressor.model_
    assert regressor.fit(X, Y).model_ is second


def test_tools_of_scikit_learn(sklearn):
    from sklearn.model_selection import GridSearchCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    again = sklearn.clone(classifier())
    assert again.get_params()["fit_kwargs"] == {"epochs": 15, "verbose": 0}
    assert sklearn.base.is_classifier(again) and again.__sklearn_tags__()
    pipe = make_pipeline(StandardScaler(), again).fit(X, Y)
    assert pipe.score(X, Y) > 0.9
    sizes = [{"loss": "mse", "units": units} for units in (1, 4)]
    search = GridSearchCV(classifier(), {"model_kwargs": sizes}, cv=2)
    assert search.fit(X, Y).best_params_["model_kwargs"] in sizes


def test_mistakes(sklearn):
    with pytest.raises(DataError, match="only one class"):
        classifier().fit(X, np.zeros(40))
    with pytest.raises(DataError, match="must be classes"):
        classifier().fit(X, X[:, 0])
    plain = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(1)])
    with pytest.raises(NotCompiledError, match="not compiled"):
        wrappers.SKLearnRegressor(plain).fit(X, Y)
    with pytest.raises(sklearn.exceptions.NotFittedError):
        classifier().predict(X)
    assert issubclass(DataError, graph.GraphError)


def test_without_scikit_learn():
    script = (
        "import sys; sys.modules['sklearn'] = None\n"
        "from kerasish import wrappers\n"
        "try:\n    wrappers.SKLearnClassifier(None)\n"
        "except ImportError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT
    )
    assert "SKLearnClassifier needs sklearn" in done.stdout, done.stderr
    assert 'pip install "kerasish[sklearn]"' in done.stdout
