"""Files that Keras wrote with Theano: kernels of convolutions run backwards there."""

import h5py
import numpy as np
import pytest

import kerasish
from kerasish import layers, models
from kerasish.saving.upgrades.weight_upgrades import upgrade_weights
from tests.kerasish.saving import recorded_files as recorded


def as_theano_wrote_it(path):
    """The same model with Theano's kernels, under names as Theano's variables have."""
    with h5py.File(path, "r+") as f:
        for group in f["model_weights"].values():
            names = [np.bytes_(n).decode() for n in group.attrs["weight_names"]]
            arrays = [np.array(group[name]) for name in names]
            for name in names:
                del group[name]
            plain = [name.removesuffix(":0") for name in names]
            group.attrs["weight_names"] = [name.encode() for name in plain]
            for name, array in zip(plain, arrays):
                spatial = tuple(range(2, array.ndim))
                group[name] = np.flip(array, spatial)


@pytest.mark.parametrize("name", ["conv2_explicit_th", "conv3_th", "global2_th"])
def test_names_of_weights_tell_that_theano_wrote_a_file_of_keras_1(name, tmp_path):
    path, config, inputs, expected = recorded.unpack("1_2_2", name, tmp_path)
    as_theano_wrote_it(path)
    model = recorded.opened(path, config)
    recorded.require_equal(recorded.predictions(model, inputs), expected)


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


def test_kernels_are_turned_by_hand_where_nothing_tells(tmp_path):
    model = models.Sequential([kerasish.Input((5, 5, 1)), layers.Conv2D(2, 3)])
    kernel = model.get_weights()[0]
    kerasish.saving.flip_kernels(model)
    np.testing.assert_array_equal(model.get_weights()[0], kernel[::-1, ::-1])
