"""Activation functions."""

from kerasish.activations.linear import linear
from kerasish.base.discovery import Family
from kerasish.base.errors import fail
from kerasish.base.getting import find_by_name
from kerasish.base.serialization import (
    custom_object_scope,
    deserialize_keras_object,
    get_registered_object,
    serialize_keras_object,
)

_FAMILY = Family(__name__)
__dir__ = _FAMILY.dir

#: other names of activations
_ALIASES = {"swish": "silu", "hard_swish": "hard_silu"}


def __getattr__(name):
    return _FAMILY.lookup(_ALIASES.get(name, name))


def serialize(activation):
    """An activation as plain data."""
    return serialize_keras_object(activation)


def deserialize(config, custom_objects=None):
    """The activation that a config or a name describes."""
    if isinstance(config, dict):
        return deserialize_keras_object(
            config, custom_objects, family_name=_FAMILY.name
        )
    with custom_object_scope(custom_objects or {}):
        return get(config)


def get(identifier):
    """An activation function from a name, config, callable or None (linear).

    Raises:
        ArgumentError: an unknown name, with the known ones in the hint; or what is
            none of these.

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
    if not callable(identifier):
        fail(
            "activations.get: cannot make an activation of this",
            f"{type(identifier).__name__}: {identifier!r}",
            "pass a name, a function, a layer or a config",
        )
    return identifier
