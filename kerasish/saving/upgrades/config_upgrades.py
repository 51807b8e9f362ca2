"""Configs as older Keras wrote them, made today's: a table of small changes.

Each rule names the classes it looks at and says what it does; what remains unknown
after all rules may be dropped only if it holds the value that meant nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from kerasish.base.discovery import family
from kerasish.base.errors import ConfigError, fail
from kerasish.base.serialization import get_registered_object
from kerasish.ops.operations import is_operation
from kerasish.saving.files.keras_version import major_version

Upgrade = Callable[[dict, int], None]
_UPGRADES: list[tuple[tuple[str, ...], Upgrade]] = []

#: arguments that today's classes do not have, with the values that change nothing
HARMLESS = {
    "implementation": (0, 1, 2, None),
    "time_major": (False,),
    "quantization_config": (None,),
    "renorm": (False,),
    "fused": (None, True, False),
    "virtual_batch_size": (None,),
    "adjustment": (None,),
    "ragged": (False, None),
    "sparse": (False, None),
    "batch_size": (None,),
    "experimental_autocast": (True,),
    "is_legacy_optimizer": (False, True),
    "jit_compile": (True, False, None),
    "input_length": None,  # any value: it was only checked
    "use_cudnn": None,
    "consume_less": None,
    "softmax_robust_masking": (False,),
    "query_shape": None,  # any value: what the layer was built with
    "key_shape": None,
    "value_shape": None,
    "build_input_shape": None,
    "beta_regularizer": (None,),
    "gamma_regularizer": (None,),
}

#: old class names
RENAMED = {"Model": "Functional", "CuDNNGRU": "GRU", "CuDNNLSTM": "LSTM"}


def upgrade(*classes: str):
    """Decorator: the change is applied to configs of these classes (or of all)."""

    def register(change: Upgrade) -> Upgrade:
        _UPGRADES.append((classes, change))
        return change

    return register


def upgrade_config(record, version: str | None, custom_objects=None):
    """A config tree with every object in it made today's.

    Args:
        record: what ``model_config`` holds.
        version: ``keras_version`` of the file.
        custom_objects: classes that the caller gives; their configs stay as they are.

    Raises:
        ConfigError: an argument that is unknown and holds another than the old default.
    """
    if isinstance(record, list):
        return [upgrade_config(item, version, custom_objects) for item in record]
    if not isinstance(record, dict):
        return record
    record = {k: upgrade_config(v, version, custom_objects) for k, v in record.items()}
    name, config = record.get("class_name"), record.get("config")
    if not isinstance(name, str) or is_operation(record):
        return record
    if name == "Sequential" and isinstance(config, list):
        config = record["config"] = {"layers": config}
    if not isinstance(config, dict) or get_registered_object(name, custom_objects):
        return record
    if family("initializers").find(name, aliases=False) is not None:
        config.pop("dtype", None)  # Keras 2 wrote it and never used it
    major = major_version(version)
    for classes, change in _UPGRADES:
        if not classes or name in classes:
            change(config, major)
    record["class_name"] = RENAMED.get(name, name)
    _drop_harmless(record, config, version)
    return record


def _drop_harmless(record, config, version) -> None:
    kind = family("layers").find(record["class_name"])
    if (
        kind is None
        or not isinstance(kind, type)
        or not hasattr(kind, "argument_names")
    ):
        return
    accepted = set(kind.argument_names()) | _FIRST_LAYER_ARGUMENTS
    for key in [k for k in config if k not in accepted]:
        harmless = HARMLESS.get(key, ())
        if harmless is None or config[key] in harmless:
            del config[key]
        elif key not in _STRUCTURE:
            fail(
                f"layer {config.get('name')!r} ({record['class_name']}): "
                f"argument {key!r} is not known",
                {key: repr(config[key]), "keras_version": version},
                "pass the layer's own class in custom_objects",
                ConfigError,
            )


_FIRST_LAYER_ARGUMENTS = {
    "batch_input_shape",
    "input_shape",
    "input_dim",
    "batch_shape",
}
_STRUCTURE = {"layers", "input_layers", "output_layers", "layer", "cell", "cells"}


@upgrade("InputLayer")
def input_shape(config, major):
    """Keras 2 wrote batch_input_shape."""
    if "batch_input_shape" in config:
        config["batch_shape"] = config.pop("batch_input_shape")
    config.pop("input_dtype", None)


@upgrade("BatchNormalization", "LayerNormalization")
def axis_list(config, major):
    """tf.keras wrote the axis of batch normalisation as a list."""
    axis = config.get("axis")
    if isinstance(axis, list) and len(axis) == 1:
        config["axis"] = axis[0]


@upgrade("GRU", "GRUCell")
def reset_after(config, major):
    """Before the argument existed, the reset gate came before the product."""
    if major < 3:
        config.setdefault("reset_after", False)


@upgrade("CuDNNGRU", "CuDNNLSTM")
def cudnn(config, major):
    """The fused layers had fixed activations."""
    config.setdefault("recurrent_activation", "sigmoid")
    config.setdefault("activation", "tanh")


@upgrade("CuDNNGRU")
def cudnn_gru(config, major):
    """cuDNN resets after the product."""
    config["reset_after"] = True


@upgrade()
def hard_sigmoid(config, major):
    """Keras 2's hard_sigmoid is another function: clip(0.2 x + 0.5, 0, 1)."""
    if major < 3:
        for key in ("activation", "recurrent_activation"):
            if config.get(key) == "hard_sigmoid":
                config[key] = "hard_sigmoid_keras2"


@upgrade("Embedding")
def integer_dtype(config, major):
    """Keras 2 wrote the dtype of the indices."""
    if isinstance(config.get("dtype"), str) and config["dtype"].startswith("int"):
        config["dtype"] = "float32"


@upgrade("DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D")
def inherited_arguments(config, major):
    """Arguments of the plain convolution that these layers never used."""
    for key in ("kernel_initializer", "kernel_regularizer", "kernel_constraint"):
        config.pop(key, None)
    if config.get("groups") == 1:
        del config["groups"]


@upgrade("DepthwiseConv1D", "DepthwiseConv2D")
def no_filters(config, major):
    """tf.keras wrote the filters of the base class."""
    config.pop("filters", None)


@upgrade("ReLU")
def missing_limits(config, major):
    """Keras 2.2 wrote only max_value."""
    config.setdefault("negative_slope", 0.0)
    config.setdefault("threshold", 0.0)


@upgrade("LeakyReLU")
def alpha(config, major):
    """Keras 2 called the slope alpha, and wrote it as an array at times."""
    value = config.pop("alpha", None)
    if isinstance(value, dict):
        value = value.get("value", value.get("config", {}).get("value"))
    if value is not None:
        config["negative_slope"] = value
