"""Random layers: what they do in training, and that they rest otherwise."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers

ONES = np.ones((40, 250), "float32")


def test_dropout_keeps_the_mean_and_drops_the_share():
    y = layers.Dropout(0.2, seed=1)(ONES, training=True).numpy()
    np.testing.assert_allclose(np.unique(y), [0.0, 1.25])
    assert abs((y == 0).mean() - 0.2) < 0.02


def test_dropout_draws_anew_at_each_call_and_repeats_with_its_seed():
    layer, again = layers.Dropout(0.5, seed=1), layers.Dropout(0.5, seed=1)
    first, second = (layer(ONES, training=True).numpy() for _ in range(2))
    assert (first != second).any()
    np.testing.assert_array_equal(first, again(ONES, training=True).numpy())


def test_dropout_passes_gradients_where_it_keeps():
    x = graph.as_tensor(ONES)
    with graph.GradientTape() as tape:
        tape.watch(x)
        y = layers.Dropout(0.5, seed=1)(x, training=True)
        total = graph.sum(y)
    np.testing.assert_array_equal(tape.gradient(total, x).numpy(), y.numpy())


def test_dropout_of_everything_gives_zeros():
    assert not layers.Dropout(1.0)(ONES, training=True).numpy().any()


def test_noise_shape_of_one_shares_the_choice_along_an_axis():
    y = layers.Dropout(0.5, noise_shape=(None, 1), seed=1)(ONES, training=True).numpy()
    np.testing.assert_array_equal(y, np.repeat(y[:, :1], 250, 1))
    assert 0 < (y == 0).mean() < 1


@pytest.mark.parametrize("rate", [0.0, 0.5])
def test_nothing_happens_out_of_training_or_at_rate_zero(rate):
    for kind in (layers.Dropout, layers.GaussianDropout, layers.AlphaDropout):
        np.testing.assert_array_equal(kind(rate)(ONES).numpy(), ONES)
    np.testing.assert_array_equal(
        layers.Dropout(0.0)(ONES, training=True).numpy(), ONES
    )


def test_spatial_dropout_drops_whole_channels_in_both_formats():
    x = np.ones((3, 4, 5, 8), "float32")
    last = layers.SpatialDropout2D(0.5, seed=1)(x, training=True).numpy()
    assert (last == last[:, :1, :1]).all()
    first = layers.SpatialDropout2D(0.5, data_format="channels_first", seed=1)
    y = first(x, training=True).numpy()
    assert (y == y[:, :, :1, :1]).all()
    assert 0 < (y == 0).mean() < 1


def test_gaussian_layers_have_the_right_moments():
    noise = layers.GaussianNoise(0.3, seed=1)(ONES, training=True).numpy()
    assert abs(noise.mean() - 1.0) < 0.02
    assert abs(noise.std() - 0.3) < 0.02
    factor = layers.GaussianDropout(0.2, seed=1)(ONES * 2, training=True).numpy()
    assert abs(factor.std() - 2 * (0.2 / 0.8) ** 0.5) < 0.03


def test_alpha_dropout_keeps_mean_and_variance():
    x = np.random.default_rng(0).normal(size=(200, 200)).astype("float32")
    y = layers.AlphaDropout(0.3, seed=1)(x, training=True).numpy()
    assert abs(y.mean()) < 0.03
    assert abs(y.std() - 1.0) < 0.03


def test_activity_regularization_adds_its_penalty_for_each_example():
    layer = layers.ActivityRegularization(l1=0.2, l2=0.3)
    layer(2 * np.ones((4, 2)))
    assert float(layer.losses[0]) == pytest.approx(2 * (0.2 * 2 + 0.3 * 4))


def test_config_of_spatial_dropout_has_keras_keys_only():
    config = layers.SpatialDropout2D(0.5).get_config()
    assert set(config) == {"rate", "seed", "name", "dtype", "data_format"}
    assert set(layers.SpatialDropout1D(0.5).get_config()) == set(config) - {
        "data_format"
    }


def test_dropout_inside_a_model_follows_the_training_flag():
    inputs = kerasish.Input((250,))
    model = kerasish.Model(inputs, layers.Dropout(0.5, seed=1)(inputs))
    assert (model(ONES, training=True).numpy() == 0).any()
    np.testing.assert_array_equal(model(ONES).numpy(), ONES)
