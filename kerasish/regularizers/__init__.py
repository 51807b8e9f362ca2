"""Penalties on weights and outputs."""

from kerasish.base.discovery import Family
from kerasish.base.getting import get_object
from kerasish.base.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)
from kerasish.regularizers.regularizer import Regularizer

_FAMILY = Family(__name__)
__getattr__ = _FAMILY.lookup
__dir__ = _FAMILY.dir


def serialize(regularizer):
    """A regularizer as plain data."""
    return serialize_keras_object(regularizer)


def deserialize(config, custom_objects=None):
    """The regularizer that a config describes."""
    return deserialize_keras_object(config, custom_objects, family_name=_FAMILY.name)


def get(identifier):
    """A regularizer from a name, config, class, callable or None."""
    return get_object(_FAMILY, identifier, Regularizer)
