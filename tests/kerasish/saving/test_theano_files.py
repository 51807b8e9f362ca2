"""Files that Keras wrote with Theano: kernels of convolutions run backwards there."""

import numpy as np
import pytest

import kerasish
from kerasish import layers, models
from kerasish.saving.upgrades.weight_upgrades import upgrade_weights
from tests.kerasish.saving import recorded_files as recorded

VERSIONS = ("1_2_2_theano", "2_2_4_theano")
FILES = [(version, name) for version in VERSIONS for name in recorded.names(version)]


@pytest.mark.parametrize("version, name", FILES)
def test_a_file_of_theano_predicts_what_theano_predicted(version, name, tmp_path):
    recorded.check(version, name, tmp_path)


@pytest.mark.parametrize(
    "layer, shape",
    [
        (layers.Conv1D(2, 3), (5, 4)),
        (layers.Conv2D(2, (3, 2)), (5, 5, 4)),
        (layers.Conv2DTranspose(2, 3), (5, 5, 4)),
        (layers.Conv3D(2, 2), (5, 5, 5, 4)),
        (layers.ConvLSTM2D(2, 3), (4, 5, 5, 3)),
    ],
)
def test_kernels_of_keras_2_are_turned_for_the_recorded_backend(layer, shape):
    layer.build((None, *shape))
    arrays = [np.random.default_rng(0).normal(size=w.shape) for w in layer.weights]
    got = upgrade_weights(layer, arrays, "2.2.4", "theano")
    for new, old in zip(got, arrays):
        np.testing.assert_array_equal(
            new, old[(slice(None, None, -1),) * (old.ndim - 2)]
        )
    same = upgrade_weights(layer, arrays, "2.2.4", "tensorflow")
    assert all(a is b for a, b in zip(same, arrays))


def test_separate_channels_were_not_turned():
    layer = layers.DepthwiseConv2D(3)
    layer.build((None, 5, 5, 2))
    arrays = layer.get_weights()
    assert upgrade_weights(layer, arrays, "2.2.4", "theano") is arrays


@pytest.mark.parametrize(
    "arguments", [{"kernel_size": 2}, {"kernel_size": 3, "strides": 2}]
)
def test_padding_that_theano_did_in_another_way_is_told(arguments):
    layer = layers.Conv2D(2, padding="same", **arguments)
    layer.build((None, 5, 5, 2))
    with pytest.warns(UserWarning, match="Theano pads"):
        upgrade_weights(layer, layer.get_weights(), "2.2.4", "theano")


def test_states_of_conv_lstm_were_padded_always():
    layer = layers.ConvLSTM2D(2, 2)
    layer.build((None, 3, 5, 5, 2))
    with pytest.warns(UserWarning, match="Theano pads"):
        upgrade_weights(layer, layer.get_weights(), "2.2.4", "theano")


def test_kernels_are_turned_by_hand_where_nothing_tells(tmp_path):
    model = models.Sequential([kerasish.Input((5, 5, 1)), layers.Conv2D(2, 3)])
    kernel = model.get_weights()[0]
    kerasish.saving.flip_kernels(model)
    np.testing.assert_array_equal(model.get_weights()[0], kernel[::-1, ::-1])
