"""What holds for every loss, found by discovery."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

import graph
from graph.testing import gradcheck
from kerasish import losses
from kerasish.base.discovery import family

RNG = np.random.default_rng(5)
ROWS, CLASSES = 4, 5
SCORES = RNG.normal(size=(ROWS, CLASSES))
PROBABILITIES = np.exp(SCORES) / np.exp(SCORES).sum(-1, keepdims=True)
UNIT = SCORES / np.linalg.norm(SCORES, axis=-1, keepdims=True)
REAL = RNG.normal(size=(ROWS, CLASSES))
BITS = (RNG.random((ROWS, CLASSES)) > 0.5) * 1.0
LABELS = np.array([1, 0, 4, 2])
ONE_HOT = np.eye(CLASSES)[LABELS]

#: other arguments than the defaults, targets, predictions
CASES = {
    "BinaryCrossentropy": ({"label_smoothing": 0.1}, BITS, PROBABILITIES),
    "BinaryFocalCrossentropy": ({"gamma": 3.0, "alpha": 0.5}, BITS, PROBABILITIES),
    "CTC": ({}, np.array([[1, 2], [3, 0]]), RNG.normal(size=(2, 4, CLASSES))),
    "CategoricalCrossentropy": ({"from_logits": True}, ONE_HOT, SCORES),
    "CategoricalFocalCrossentropy": ({"gamma": 1.0}, ONE_HOT, PROBABILITIES),
    "CategoricalGeneralizedCrossEntropy": ({"q": 0.7}, LABELS, PROBABILITIES),
    "CategoricalHinge": ({}, ONE_HOT, SCORES),
    "Circle": ({"gamma": 2.0}, np.array([0, 1, 0, 1]), UNIT),
    "CosineSimilarity": ({"axis": 0}, REAL, SCORES),
    "Dice": ({"axis": (1,)}, BITS, PROBABILITIES),
    "Hinge": ({}, BITS, SCORES),
    "Huber": ({"delta": 0.5}, REAL, SCORES),
    "KLDivergence": ({}, PROBABILITIES[::-1], PROBABILITIES),
    "LogCosh": ({}, REAL, SCORES),
    "MeanAbsoluteError": ({}, REAL, SCORES),
    "MeanAbsolutePercentageError": ({}, REAL, SCORES),
    "MeanSquaredError": ({"reduction": "sum"}, REAL, SCORES),
    "MeanSquaredLogarithmicError": ({}, np.abs(REAL), np.abs(SCORES)),
    "Poisson": ({}, np.abs(REAL), np.abs(SCORES)),
    "SparseCategoricalCrossentropy": ({"ignore_class": 0}, LABELS, PROBABILITIES),
    "SquaredHinge": ({}, BITS, SCORES),
    "Tversky": ({"alpha": 0.3}, BITS, PROBABILITIES),
}
ALL = pytest.mark.parametrize("name", list(CASES))
BASES = {"Loss", "LossFunctionWrapper"}


def classes():
    found = family("losses").everything()
    return {name for name, item in found.items() if isinstance(item, type)}


def make(class_name, /, **changes):
    return getattr(losses, class_name)(**{**CASES[class_name][0], **changes})


def test_every_class_has_a_case():
    assert classes() - BASES == set(CASES)


@ALL
def test_config_round_trip(name):
    loss = make(name, name="mine")
    data = losses.serialize(loss)
    assert (data["module"], data["class_name"]) == ("keras.losses", name)
    assert data["config"]["name"] == "mine"
    assert "dtype" not in data["config"]
    _, y_true, y_pred = CASES[name]
    for again in (
        losses.deserialize(data),
        losses.get(data),
        type(loss).from_config(data["config"]),
    ):
        assert type(again) is type(loss)
        assert again.get_config() == loss.get_config()
        assert float(again(y_true, y_pred)) == float(loss(y_true, y_pred))


@ALL
def test_get_by_class_name(name):
    kind = getattr(losses, name)
    for identifier in (name, kind):
        assert type(losses.get(identifier)) is kind
    loss = kind()
    assert losses.get(loss) is loss


@ALL
def test_broken_rules_name_class_and_argument(name):
    kind = getattr(losses, name)
    arguments = set(inspect.signature(kind).parameters)
    for argument in arguments & set(kind.rules):
        for bad in kind.rules[argument].bad:
            with pytest.raises(graph.ArgumentError, match=f"{name}: {argument} must"):
                make(name, **{argument: bad})


@ALL
@pytest.mark.usefixtures("engine")
def test_symbolic_equals_eager(name):
    _, y_true, y_pred = CASES[name]
    y_pred = y_pred.astype("float32")
    targets = graph.placeholder(y_true.dtype, (None, *y_true.shape[1:]), "y_true")
    predictions = graph.placeholder("float32", (None, *y_pred.shape[1:]), "y_pred")
    weights = np.arange(1, len(y_pred) + 1, dtype="float32")
    if name in ("Dice", "Tversky", "CosineSimilarity"):
        weights = 2.0  # their values are not one for each sample
    loss = make(name)
    found = graph.Session().run(
        loss(targets, predictions, sample_weight=weights),
        {targets: y_true, predictions: y_pred},
    )
    expected = loss(y_true, y_pred, sample_weight=weights).numpy()
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, rtol=2e-5)


@ALL
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_the_loss_is_computed_in_its_dtype(name, dtype):
    _, y_true, y_pred = CASES[name]
    loss = make(name, dtype=dtype)
    found = loss(y_true, y_pred)
    assert (loss.dtype, found.dtype) == (dtype, dtype)
    exact = float(make(name, dtype="float64")(y_true, y_pred))
    tolerance = 1e-2 if dtype == "float16" else 1e-4
    np.testing.assert_allclose(float(found), exact, rtol=tolerance, atol=1e-4)


@ALL
def test_gradient_of_predictions(name):
    _, y_true, y_pred = CASES[name]
    loss = make(name, dtype="float64", reduction="sum")
    gradcheck(lambda p: loss(y_true, p), [y_pred])


@ALL
def test_reductions(name):
    _, y_true, y_pred = CASES[name]
    if name in ("Circle", "SparseCategoricalCrossentropy"):
        pytest.skip("samples that do not count are left out of the mean")
    values = make(name, reduction="none")(y_true, y_pred).numpy()
    assert make(name, reduction=None)(y_true, y_pred).shape == values.shape
    total = float(make(name, reduction="sum")(y_true, y_pred))
    np.testing.assert_allclose(total, values.sum(), rtol=1e-5)
    for reduction in ("mean", "sum_over_batch_size", "mean_with_sample_weight"):
        mean = float(make(name, reduction=reduction)(y_true, y_pred))
        np.testing.assert_allclose(mean, values.mean(), rtol=1e-5)


@ALL
def test_shapes_that_do_not_fit_are_named(name):
    _, y_true, y_pred = CASES[name]
    if name == "Circle":
        pytest.skip("labels of any shape are laid flat")
    wrong = y_true[..., None, None, None]
    with pytest.raises(graph.ShapeError) as caught:
        make(name)(wrong, y_pred)
    text = str(caught.value)
    assert "y_true=" in text and "y_pred=" in text and "hint:" in text
