"""Activation functions."""

from kerasish.activations.linear import linear
from kerasish.base.discovery import Family
from kerasish.base.getting import find_by_name
from kerasish.base.serialization import (
    deserialize_keras_object,
    get_registered_object,
    serialize_keras_object,
)

_FAMILY = Family(__name__)
__getattr__ = _FAMILY.lookup
__dir__ = _FAMILY.dir
serialize = serialize_keras_object

#: other names of activations
_ALIASES = {"swish": "silu", "hard_swish": "hard_silu"}


def deserialize(config, custom_objects=None):
    """The activation that a config or a name describes."""
    return (
        get(config)
        if isinstance(config, str)
        else deserialize_keras_object(config, custom_objects, _FAMILY.name)
    )


def get(identifier):
    """An activation function from a name, config, callable or None (linear).

    Example:
        >>> from kerasish import activations
        >>> activations.get("relu").__name__
        'relu'
    """
    if identifier is None:
        return linear
    if isinstance(identifier, str):
        found = get_registered_object(identifier)
        if found is not None:
            return found
        return find_by_name(_FAMILY, _ALIASES.get(identifier, identifier))
    if isinstance(identifier, dict):
        return deserialize_keras_object(identifier, family_name=_FAMILY.name)
    return identifier
