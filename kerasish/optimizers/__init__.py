"""How weights change to make the loss fall."""

from kerasish.base.discovery import Family
from kerasish.base.errors import fail
from kerasish.base.getting import find_by_name, get_object
from kerasish.base.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)
from kerasish.optimizers import schedules
from kerasish.optimizers.optimizer import Optimizer

_FAMILY = Family(__name__)
__getattr__ = _FAMILY.lookup


def __dir__():
    return sorted([*_FAMILY.dir(), "schedules"])


def serialize(optimizer):
    """An optimizer as plain data."""
    return serialize_keras_object(optimizer)


def deserialize(config, custom_objects=None):
    """The optimizer that a config describes; class names may be in lower case.

    Example:
        >>> from kerasish import optimizers
        >>> optimizers.deserialize({"class_name": "sgd", "config": {"lr": 0.5}})
        <SGD sgd>
    """
    name = config.get("class_name") if isinstance(config, dict) else None
    if isinstance(name, str) and name.islower():
        config = {**config, "class_name": find_by_name(_FAMILY, name).__name__}
    return deserialize_keras_object(config, custom_objects, family_name=_FAMILY.name)


def get(identifier):
    """An optimizer from a name, config, class or optimizer.

    Raises:
        ArgumentError: an unknown name, with the known ones in the hint.

    Example:
        >>> from kerasish import optimizers
        >>> float(optimizers.get("adam").learning_rate)
        0.0010000000474974513
    """
    if isinstance(identifier, dict):
        return deserialize(identifier)
    found = get_object(_FAMILY, identifier, Optimizer)
    if found is not None and not isinstance(found, Optimizer):
        fail(
            "optimizers.get: this is not an optimizer",
            f"{type(found).__name__}: {found!r}",
            "pass a name, an Optimizer, its class or its config",
        )
    return found
