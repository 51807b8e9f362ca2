"""Names, functions and configs of losses."""

from __future__ import annotations

import pytest

import graph
from kerasish import losses
from kerasish.saving import register_keras_serializable


@register_keras_serializable("tests")
def scaled(y_true, y_pred, scale=1.0):
    return graph.absolute(y_true - y_pred) * scale


@pytest.mark.parametrize(
    "short,name",
    [
        ("mse", "mean_squared_error"),
        ("MSE", "mean_squared_error"),
        ("mae", "mean_absolute_error"),
        ("mape", "mean_absolute_percentage_error"),
        ("msle", "mean_squared_logarithmic_error"),
        ("bce", "binary_crossentropy"),
        ("kld", "kl_divergence"),
        ("KLD", "kl_divergence"),
        ("kullback_leibler_divergence", "kl_divergence"),
        ("logcosh", "log_cosh"),
        ("huber", "huber"),
    ],
)
def test_short_names_are_functions(short, name):
    function = getattr(losses, name)
    assert losses.get(short) is function
    assert function.__name__ == name
    assert losses.deserialize(short) is function


def test_unknown_names_raise_with_the_known_ones():
    with pytest.raises(graph.ArgumentError, match="mean_squared_error"):
        losses.get("mean_square")


def test_what_is_no_loss_raises():
    with pytest.raises(graph.ArgumentError, match="cannot make an object"):
        losses.get(3)


def test_a_function_is_saved_by_name():
    loss = losses.LossFunctionWrapper(scaled, name="mine", scale=2.0)
    data = losses.serialize(loss)
    assert data["config"]["fn"]["config"] == "tests>scaled"
    again = losses.deserialize(data)
    assert again.fn is scaled
    assert float(again([1.0], [4.0])) == 6


def test_configs_of_keras_2_are_read():
    config = {"reduction": "auto", "name": "h", "delta": 2.0, "fn": "huber"}
    loss = losses.deserialize({"class_name": "Huber", "config": config})
    assert (loss.reduction, loss.delta) == ("sum_over_batch_size", 2.0)


def test_keras_keys_and_what_it_leaves_out():
    assert losses.Huber().get_config() == {
        "name": "huber_loss",
        "reduction": "sum_over_batch_size",
    }
    assert losses.Huber(0.5).get_config()["delta"] == 0.5
    assert "axis" not in losses.SparseCategoricalCrossentropy().get_config()


def test_an_undefined_call_says_so():
    with pytest.raises(NotImplementedError, match="must define call"):
        losses.Loss()([1.0], [1.0])
