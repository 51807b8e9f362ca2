"""What users get wrong: each is told what is wrong, what was got, and what to do."""

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers


def model_of(loss="mse", units=1, compiled=True):
    model = kerasish.Sequential(
        [kerasish.Input((3,), name="features"), layers.Dense(units, name="out")]
    )
    if compiled:
        model.compile("sgd", loss)
    return model


X, Y = np.ones((6, 3), "float32"), np.ones((6, 1), "float32")


def test_fit_before_compile():
    with pytest.raises(ValueError, match="fit needs compile first") as caught:
        model_of(compiled=False).fit(X, Y)
    assert "hint: call model.compile" in str(caught.value)


def test_wrong_width_names_the_input_and_both_shapes():
    with pytest.raises(ValueError, match="'features' expects shape") as caught:
        model_of().fit(np.ones((6, 4), "float32"), Y, verbose=0)
    assert "float32[None, 4]" in str(caught.value)


def test_different_numbers_of_samples():
    with pytest.raises(ValueError, match="same number of samples") as caught:
        model_of().fit(X, Y[:4], verbose=0)
    assert "x=6, y=4" in str(caught.value)


def test_no_samples():
    with pytest.raises(ValueError, match="there are no samples"):
        model_of().fit(X[:0], Y[:0], verbose=0)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_numbers_that_are_not_finite_are_found_in_the_data(bad):
    x = X.copy()
    x[4, 1] = bad
    with pytest.raises(ValueError, match="because x holds numbers") as caught:
        model_of().fit(x, Y, batch_size=3, shuffle=False, verbose=0)
    assert "sample 1 of the batch" in str(caught.value)


class LossOfEachSample(kerasish.Model):
    def call(self, x):
        return x

    def train_step(self, data):
        return {"loss": graph.sum(data[0], axis=1)}


def test_a_step_may_log_the_loss_of_each_sample():
    model = LossOfEachSample()
    model.compile()
    assert model.fit(X, Y, verbose=0).history["loss"][0].tolist() == [3.0] * 6
    x = X.copy()
    x[4, 1] = np.inf
    with pytest.raises(ValueError, match="the loss is inf because x holds numbers"):
        model.fit(x, Y, shuffle=False, verbose=0)


@pytest.mark.parametrize("label", [7, -1])
def test_labels_outside_the_classes(label):
    model = model_of("sparse_categorical_crossentropy", units=4)
    with pytest.raises(graph.GraphError, match=f"label {label} is outside 4 classes"):
        model.fit(X, np.array([0, 1, 2, 3, 0, label]), verbose=0)


def test_unknown_loss_metric_and_optimizer_name_the_known_ones():
    with pytest.raises(ValueError, match="'mean_sqared' is unknown") as caught:
        model_of("mean_sqared")
    assert "mean_squared_error" in str(caught.value)
    with pytest.raises(ValueError, match="'adamm' is unknown") as caught:
        model_of(compiled=False).compile("adamm", "mse")
    assert "AdamW" in str(caught.value)
    with pytest.raises(ValueError, match="'akkuracy' is unknown"):
        model = model_of(compiled=False)
        model.compile("sgd", "mse", metrics=["akkuracy"])
        model.fit(X, Y, verbose=0)


def test_metrics_must_be_a_list():
    with pytest.raises(ValueError, match=r"write metrics=\['mae'\]"):
        model_of(compiled=False).compile("sgd", "mse", metrics="mae")


def test_targets_never_broadcast_silently():
    model = model_of(units=2)
    with pytest.raises(ValueError, match="do not fit"):
        model.fit(X, np.ones((6, 3), "float32"), verbose=0)


def test_text_is_not_data():
    with pytest.raises(TypeError, match="turn the text into numbers"):
        model_of().fit(np.array([["a", "b", "c"]] * 6), Y, verbose=0)


def test_ragged_lists_are_told():
    with pytest.raises((ValueError, TypeError), match="pad"):
        model_of().fit(np.array([[1, 2], [1, 2, 3]], dtype=object), Y[:2], verbose=0)


def test_an_unbuilt_model_cannot_be_saved(tmp_path):
    with pytest.raises(ValueError, match="save needs weights"):
        kerasish.Sequential([layers.Dense(1)]).save(tmp_path / "m.h5")


def test_missing_feed_of_a_plain_graph():
    x = graph.placeholder("float32", (None, 784), "x")
    y = graph.exp(x)
    with pytest.raises(graph.FeedError) as caught:
        graph.Session().run(y)
    text = str(caught.value)
    assert text.startswith("placeholder 'x' is not fed, needed by exp at test_bad_")
    assert "got: x=float32[x_0, 784]" in text


@pytest.mark.parametrize("batch_size", [0, -2, 1.5])
def test_batch_size(batch_size):
    with pytest.raises(ValueError, match="batch_size must be a positive integer"):
        model_of().fit(X, Y, batch_size=batch_size, verbose=0)


@pytest.mark.parametrize("part", [0.9999, 1.5])
def test_validation_split_that_leaves_nothing(part):
    with pytest.raises(ValueError, match="validation_split"):
        model_of().fit(X, Y, validation_split=part, verbose=0)


def test_a_generator_that_ends_at_once():
    with pytest.raises(ValueError, match="gave no batch"):
        model_of().fit(iter([]), verbose=0)


def test_an_error_in_a_generator_arrives_as_it_is():
    def broken():
        yield X, Y
        raise RuntimeError("the disk is gone")

    with pytest.raises(RuntimeError, match="the disk is gone"):
        model_of().fit(broken(), steps_per_epoch=5, verbose=0)


def test_class_weight_for_a_class_that_is_missing():
    model = model_of("sparse_categorical_crossentropy", units=3)
    with pytest.raises(ValueError, match="has no weight for a class"):
        model.fit(X, np.array([0, 1, 2, 0, 1, 2]), class_weight={0: 1.0, 1: 1.0})


def test_the_layer_and_the_line_are_named():
    with pytest.raises(ValueError) as caught:
        layers.Dense(2, name="logits")(np.ones((3,), "float32"))
    text = str(caught.value)
    assert "layer 'logits'" in text
    assert "Dense 'logits' at test_bad_input.py:" in text
