"""Losses: what training makes small."""

from kerasish.base.discovery import Family
from kerasish.base.getting import get_object
from kerasish.base.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)
from kerasish.losses.loss import Loss

_FAMILY = Family(__name__)
__dir__ = _FAMILY.dir
serialize = serialize_keras_object


def __getattr__(name):
    return _FAMILY.lookup(_SHORT.get(name, name))


#: short names
_SHORT = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
    "logcosh": "log_cosh",
    "MSE": "mean_squared_error",
    "MAE": "mean_absolute_error",
}


def deserialize(config, custom_objects=None):
    """The loss that a config describes."""
    return deserialize_keras_object(config, custom_objects, _FAMILY.name)


def get(identifier):
    """A loss from a name, config, class, function or None.

    Example:
        >>> from kerasish import losses
        >>> float(losses.get("mse")([1.0], [3.0]))
        4.0
    """
    if isinstance(identifier, str):
        identifier = _SHORT.get(identifier, identifier)
    return get_object(_FAMILY, identifier, Loss)
