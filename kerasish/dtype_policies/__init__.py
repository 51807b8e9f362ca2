"""Dtype policies: what layers compute in, and what they keep their weights in."""

from kerasish.base.discovery import Family
from kerasish.base.dtype_policy import DTypePolicy
from kerasish.base.dtype_policy import get_policy as get
from kerasish.base.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)

_FAMILY = Family(__name__, (DTypePolicy,))
__getattr__ = _FAMILY.lookup
__dir__ = _FAMILY.dir


def serialize(dtype_policy):
    """A policy as plain data."""
    return serialize_keras_object(dtype_policy)


def deserialize(config, custom_objects=None):
    """The policy that a config describes.

    Example:
        >>> from kerasish import dtype_policies
        >>> config = dtype_policies.serialize(dtype_policies.DTypePolicy("float16"))
        >>> dtype_policies.deserialize(config)
        <DTypePolicy "float16">
    """
    return deserialize_keras_object(config, custom_objects, family_name=_FAMILY.name)
