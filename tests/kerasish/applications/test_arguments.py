"""What the constructors make of their arguments, and what they refuse."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import applications, layers
from kerasish.base.errors import FileError

SMALL = {"weights": None, "include_top": False, "input_shape": (32, 32, 3)}


def mobile(**changes):
    return applications.MobileNet(**{**SMALL, "alpha": 0.25, **changes})


def test_a_model_without_a_top_takes_any_size():
    model = mobile(input_shape=None)
    assert model.input_shape == (None, None, None, 3)
    assert model.output_shape == (None, None, None, 256)
    assert model.name == "mobilenet_0.25_None"
    assert model(np.zeros((1, 64, 33, 3), "float32")).shape == (1, 2, 1, 256)


@pytest.mark.parametrize("pooling", ["avg", "max"])
def test_pooling_ends_a_model_without_a_top(pooling):
    model = mobile(pooling=pooling)
    assert model.output_shape == (None, 256)
    x = np.random.default_rng(0).normal(size=(2, 32, 32, 3)).astype("float32")
    features = kerasish.Model(model.inputs, model.layers[-2].output)(x).numpy()
    wanted = features.mean((1, 2)) if pooling == "avg" else features.max((1, 2))
    np.testing.assert_allclose(model(x).numpy(), wanted, rtol=1e-5, atol=1e-6)


def test_classes_activation_and_name_of_the_top():
    model = mobile(include_top=True, classes=7, classifier_activation=None, name="m")
    assert model.name == "m"
    assert model.output_shape == (None, 7)
    assert model.layers[-1].activation is kerasish.activations.linear


def test_input_tensor_brings_its_own_inputs():
    start = kerasish.Input((32, 32, 3), name="pixels")
    scaled = layers.Rescaling(1 / 255)(start)
    model = mobile(input_tensor=scaled, input_shape=None)
    assert [layer.name for layer in model.layers[:2]] == ["pixels", scaled.name]
    assert model.inputs[0] is start


def test_channels_first_moves_the_channels(monkeypatch):
    monkeypatch.setattr(
        kerasish.base.settings,
        "_SETTINGS",
        {**kerasish.base.settings._SETTINGS, "layout": "channels_first"},
    )
    model = mobile(input_shape=(3, 32, 32))
    assert model.output_shape == (None, 256, 1, 1)
    with pytest.raises(graph.ArgumentError, match="with the channels last"):
        applications.DenseNet121(weights=None)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"input_shape": (32, 32)}, "the shape of one image"),
        ({"input_shape": (31, 32, 3)}, "must be at least 32 x 32"),
        ({"pooling": "sum"}, "unknown pooling"),
        ({"input_tensor": 3}, "must be a Keras tensor"),
        ({"include_top": True, "input_shape": (None, None, 3)}, "must be known"),
        (
            {"weights": "imagenet", "include_top": True, "classes": 10},
            "are for 1000 classes",
        ),
        (
            {
                "weights": "imagenet",
                "include_top": True,
                "classifier_activation": "relu",
                "input_shape": None,
            },
            "go with softmax or with logits",
        ),
        ({"weights": "imagenet", "alpha": 0.3}, "no ImageNet weights for this alpha"),
    ],
)
def test_arguments_that_do_not_go_together(changes, message):
    with pytest.raises(graph.ArgumentError, match=message):
        mobile(**changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"input_shape": (32, 32, 3)}, "are for one size"),
        ({"include_top": False, "input_shape": (32, 32, 1)}, "are for 3 channels"),
    ],
)
def test_shapes_that_the_public_weights_are_not_for(
    changes, message, tmp_path, monkeypatch
):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "models").mkdir()
    for end in ("", "_notop"):
        name = f"vgg16_weights_tf_dim_ordering_tf_kernels{end}.h5"
        (tmp_path / "models" / name).touch()
    with pytest.raises(graph.ArgumentError, match=message):
        applications.VGG16(**changes)


def test_two_sizes_of_one_input():
    start = kerasish.Input((32, 32, 3))
    with pytest.raises(graph.ArgumentError, match="not the shape of input_tensor"):
        applications.MobileNetV2(
            weights=None, input_tensor=start, input_shape=(32, 64, 3)
        )
    model = applications.MobileNetV2(
        weights=None, input_tensor=start, include_top=False, alpha=0.35
    )
    assert model.name == "mobilenetv2_0.35_None"


def test_an_unusual_number_of_channels_warns():
    with pytest.warns(UserWarning, match="usually have 1 or 3 channels, not 4"):
        model = mobile(input_shape=(32, 32, 4))
    assert model.input_shape == (None, 32, 32, 4)


def test_minimalistic_models_have_neither_excite_nor_hard_swish():
    model = applications.MobileNetV3Small(**SMALL, minimalistic=True)
    names = [layer.name for layer in model.layers]
    assert not any("squeeze" in name or "activation" in name for name in names)
    assert model.get_layer("expanded_conv_3_depthwise").kernel.shape == (3, 3, 96, 1)


def test_a_missing_file_is_named_with_where_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    with pytest.raises(FileError, match=r"no file of weights 'gone\.h5'"):
        mobile(weights="gone.h5")
    with pytest.raises(FileError) as caught:
        applications.NASNetMobile()
    text = str(caught.value)
    assert str(tmp_path / "models" / "nasnet_mobile.h5") in text
    assert "tensorflow/keras-applications/nasnet/NASNet-mobile.h5" in text


def test_weights_come_from_a_path_or_from_the_folder_of_keras(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "models").mkdir()
    first = mobile(input_shape=(128, 128, 3))
    public = tmp_path / "models" / "mobilenet_2_5_128_tf_no_top.h5"
    first.save_weights(public)
    plain = tmp_path / "own.weights.h5"
    first.save_weights(plain)
    for weights in ("imagenet", public, str(plain)):
        model = mobile(weights=weights, input_shape=(128, 128, 3))
        for old, new in zip(first.get_weights(), model.get_weights()):
            np.testing.assert_array_equal(old, new)
