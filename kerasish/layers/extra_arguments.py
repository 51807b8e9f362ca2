"""Arguments that every layer takes besides its own: an input shape, unused features."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail

#: arguments with which some layers of Keras wrap themselves; None in most configs
_KERAS_FEATURES = {
    "gptq_unpacked_column_size",
    "lora_alpha",
    "lora_rank",
    "quantization_config",
}


@internal
def refuse_features(owner, **features) -> None:
    """Raises unless the arguments of features that no layer has are all None."""
    name = owner if isinstance(owner, str) else type(owner).__name__
    for feature, value in features.items():
        if value is not None:
            raise NotImplementedError(
                f"{name}: {feature} is not supported; leave it out or pass None"
            )


@internal
def batch_shape_argument(owner, kwargs):
    """The batch shape from Keras 2's arguments for a first layer."""
    shape = kwargs.pop("input_shape", None)
    batch = kwargs.pop("batch_size", None)
    size = kwargs.pop("input_dim", None)
    batch_shape = kwargs.pop("batch_input_shape", kwargs.pop("batch_shape", None))
    features = {k: kwargs.pop(k) for k in _KERAS_FEATURES & kwargs.keys()}
    refuse_features(owner, **features)
    if kwargs:
        fail(
            f"{owner}: unknown arguments {', '.join(sorted(kwargs))}",
            None,
            "see the class' documentation for what it takes",
            graph.ArgumentError,
        )
    if batch_shape is not None:
        return tuple(batch_shape)
    if size is not None and shape is None:
        shape = (size,)
    return None if shape is None else (batch, *shape)
