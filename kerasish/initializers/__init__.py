"""How weights start."""

from kerasish.base.discovery import Family
from kerasish.base.getting import get_object
from kerasish.base.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)
from kerasish.initializers.initializer import Initializer

_FAMILY = Family(__name__)
__getattr__ = _FAMILY.lookup
__dir__ = _FAMILY.dir


def serialize(initializer):
    """An initializer as plain data."""
    return serialize_keras_object(initializer)


def deserialize(config, custom_objects=None):
    """The initializer that a config describes."""
    return deserialize_keras_object(config, custom_objects, family_name=_FAMILY.name)


def get(identifier):
    """An initializer from a name, config, class, callable or None.

    Example:
        >>> from kerasish import initializers
        >>> initializers.get("zeros")((2,)).numpy()
        array([0., 0.], dtype=float32)
    """
    return get_object(_FAMILY, identifier, Initializer)
