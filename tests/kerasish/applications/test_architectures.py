"""Every architecture has the layers and weights that Keras 3.15 gives it."""

from __future__ import annotations

import hashlib
import inspect
import json
from pathlib import Path

import pytest

import kerasish
from kerasish import applications

#: per constructor, of the model with default arguments and weights=None: how many
#: layers ("name class" each) and weights ("path [shape]" each), a digest of their
#: lists, and the number of parameters, as Keras has them
RECORDED = json.loads(Path(__file__).with_name("architectures.json").read_text())
#: a small one of each family; the others have the same code with other numbers
QUICK = {
    "ConvNeXtTiny",
    "DenseNet121",
    "EfficientNetB0",
    "EfficientNetV2B0",
    "InceptionResNetV2",
    "InceptionV3",
    "MobileNet",
    "MobileNetV2",
    "MobileNetV3Small",
    "MobileNetV3Large",
    "NASNetMobile",
    "ResNet50",
    "ResNet50V2",
    "VGG16",
    "VGG19",
    "Xception",
}
CASES = [
    pytest.param(name, marks=() if name in QUICK else pytest.mark.slow)
    for name in RECORDED
]


def digest(lines) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


@pytest.mark.parametrize("name", CASES)
def test_layers_and_weights_are_those_of_keras(name):
    kerasish.utils.clear_session()
    model = getattr(applications, name)(weights=None)
    layers = [f"{layer.name} {type(layer).__name__}" for layer in model.layers]
    weights = [f"{weight.path} {list(weight.shape)}" for weight in model.weights]
    assert RECORDED[name] == {
        "layers": len(layers),
        "layers_digest": digest(layers),
        "weights": len(weights),
        "weights_digest": digest(weights),
        "parameters": model.count_params(),
    }


def test_every_constructor_is_recorded():
    public = {n for n in dir(applications) if n[0].isupper()}
    assert public == set(RECORDED)


def test_modules_have_their_constructors_and_functions():
    for name, model in [
        ("vgg16", "VGG16"),
        ("resnet50", "ResNet50"),
        ("resnet", "ResNet152"),
        ("nasnet", "NASNetLarge"),
    ]:
        module = getattr(applications, name)
        assert getattr(module, model) is getattr(applications, model)
        assert {"preprocess_input", "decode_predictions"} <= set(dir(module))
    assert not hasattr(applications, "AlexNet")


def test_public_functions_know_where_they_are():
    model = applications.VGG19
    assert (model.__module__, model.__name__) == (
        "kerasish.applications.vgg19",
        "VGG19",
    )


def test_signatures_say_names_order_and_defaults():
    signature = inspect.signature(applications.MobileNet)
    assert str(signature) == (
        "(input_shape=None, alpha=1.0, depth_multiplier=1, dropout=0.001, "
        "include_top=True, weights='imagenet', input_tensor=None, pooling=None, "
        "classes=1000, classifier_activation='softmax', name=None)"
    )
    assert "name: of the model." in applications.MobileNet.__doc__
