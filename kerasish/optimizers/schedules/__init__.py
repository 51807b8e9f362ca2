"""How the learning rate changes with the steps of training."""

from kerasish.base.discovery import Family
from kerasish.base.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)

_FAMILY = Family(__name__)
__getattr__ = _FAMILY.lookup


def serialize(learning_rate_schedule):
    """A schedule as plain data."""
    return serialize_keras_object(learning_rate_schedule)


def deserialize(config, custom_objects=None):
    """The schedule that a config describes.

    Example:
        >>> from kerasish.optimizers import schedules
        >>> config = schedules.serialize(schedules.CosineDecay(0.1, 1000))
        >>> schedules.deserialize(config).decay_steps
        1000
    """
    return deserialize_keras_object(config, custom_objects, family_name=_FAMILY.name)


def __dir__():
    return sorted({*_FAMILY.everything(), "serialize", "deserialize"})
