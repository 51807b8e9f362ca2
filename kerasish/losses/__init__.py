"""Losses: what training makes small."""

from kerasish.base.discovery import Family
from kerasish.base.getting import get_object
from kerasish.base.serialization import (
    custom_object_scope,
    deserialize_keras_object,
    serialize_keras_object,
)
from kerasish.losses.loss import Loss

_FAMILY = Family(__name__)
__dir__ = _FAMILY.dir

#: other names of losses, those of Keras 1 and 2 among them
_SHORT = {
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
    "kullback_leibler_divergence": "kl_divergence",
    "logcosh": "log_cosh",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "mse": "mean_squared_error",
    "msle": "mean_squared_logarithmic_error",
    "cosine_proximity": "cosine_similarity",
    "huber_loss": "huber",
}


def full_name(name: str) -> str:
    """The name of a loss that a short name, also in capitals, stands for."""
    return _SHORT.get(name.lower() if name.isupper() else name, name)


def __getattr__(name):
    return _FAMILY.lookup(full_name(name))


def serialize(loss):
    """A loss as plain data."""
    return serialize_keras_object(loss)


def deserialize(name, custom_objects=None):
    """The loss that a name or a config describes."""
    if isinstance(name, str):
        with custom_object_scope(custom_objects or {}):
            return get(name)
    return deserialize_keras_object(name, custom_objects, family_name=_FAMILY.name)


def get(identifier):
    """A loss from a name, config, class, function or None.

    Raises:
        ArgumentError: an unknown name, with the known ones in the hint.

    Example:
        >>> from kerasish import losses
        >>> float(losses.get("mse")([1.0], [3.0]))
        4.0
    """
    if isinstance(identifier, str):
        identifier = full_name(identifier)
    return get_object(_FAMILY, identifier, Loss)
