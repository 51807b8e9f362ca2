"""Layers: the pieces of models."""

from kerasish.base.discovery import Family
from kerasish.base.getting import get_object
from kerasish.base.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)
from kerasish.layers.layer import Layer

_FAMILY = Family(__name__, in_folders=True)
__getattr__ = _FAMILY.lookup


def __dir__():
    return sorted({*_FAMILY.dir(), "InputSpec", "Layer"})


def serialize(layer):
    """A layer as plain data."""
    return serialize_keras_object(layer)


def deserialize(config, custom_objects=None):
    """The layer that a config describes.

    Example:
        >>> from kerasish import layers
        >>> layers.deserialize(layers.serialize(layers.Dense(3))).units
        3
    """
    return deserialize_keras_object(config, custom_objects, family_name=_FAMILY.name)


def get(identifier):
    """A layer from a name, config, class or object."""
    return get_object(_FAMILY, identifier, Layer)
