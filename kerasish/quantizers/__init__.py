"""Ways to write floats as small integers, and what `quantize` is told about them."""

from kerasish.base.discovery import Family
from kerasish.base.getting import get_object
from kerasish.base.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)
from kerasish.quantizers.quantizer import Quantizer

_FAMILY = Family(__name__)
__getattr__ = _FAMILY.lookup
__dir__ = _FAMILY.dir


def serialize(initializer):
    """A quantizer as plain data."""
    return serialize_keras_object(initializer)


def deserialize(config, custom_objects=None):
    """The quantizer that a config describes.

    Example:
        >>> from kerasish import quantizers
        >>> config = quantizers.serialize(quantizers.AbsMaxQuantizer(axis=0))
        >>> quantizers.deserialize(config).axis
        (0,)
    """
    return deserialize_keras_object(config, custom_objects, family_name=_FAMILY.name)


def get(identifier, **kwargs):
    """A quantizer from a name, config, class, callable or None.

    Args:
        identifier: such as "abs_max_quantizer".
        kwargs: the constructor's arguments, for a name or class.
    """
    found = get_object(_FAMILY, identifier, Quantizer)
    return type(found)(**kwargs) if kwargs and found is not identifier else found
