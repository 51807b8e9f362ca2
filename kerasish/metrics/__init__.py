"""Metrics: what is shown of training, gathered over batches."""

from kerasish import losses as _losses
from kerasish.base.discovery import Family
from kerasish.base.getting import get_object
from kerasish.base.naming import snake_case as _snake_case
from kerasish.base.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)
from kerasish.metrics.metric import Metric

_FAMILY = Family(__name__)
__dir__ = _FAMILY.dir

#: other names of metrics
_SHORT = {
    "bce": "BinaryCrossentropy",
    "BCE": "BinaryCrossentropy",
    "mse": "MeanSquaredError",
    "MSE": "MeanSquaredError",
    "mae": "MeanAbsoluteError",
    "MAE": "MeanAbsoluteError",
    "mape": "MeanAbsolutePercentageError",
    "MAPE": "MeanAbsolutePercentageError",
    "msle": "MeanSquaredLogarithmicError",
    "MSLE": "MeanSquaredLogarithmicError",
    "rmse": "RootMeanSquaredError",
    "RMSE": "RootMeanSquaredError",
    "kld": "KLDivergence",
    "KLD": "KLDivergence",
    "kullback_leibler_divergence": "KLDivergence",
    "logcosh": "LogCoshError",
    "log_cosh": "LogCoshError",
    "auc": "AUC",
    "acc": "Accuracy",
}
#: functions that are losses as well as metrics
_SHARED = (
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "categorical_crossentropy",
    "categorical_focal_crossentropy",
    "categorical_hinge",
    "hinge",
    "huber",
    "kl_divergence",
    "log_cosh",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_error",
    "mean_squared_logarithmic_error",
    "poisson",
    "sparse_categorical_crossentropy",
    "squared_hinge",
)


def __getattr__(name):
    if name in _SHARED or name in ("mse", "mae", "mape", "msle", "MSE", "MAE"):
        return getattr(_losses, name)
    return _FAMILY.lookup(name)


def serialize(metric):
    """A metric as plain data."""
    return serialize_keras_object(metric)


def deserialize(config, custom_objects=None):
    """The metric that a config describes."""
    return deserialize_keras_object(config, custom_objects, family_name=_FAMILY.name)


def get(identifier):
    """A metric from a name, config, class, object, function or None.

    Raises:
        ArgumentError: an unknown name.

    Example:
        >>> from kerasish import metrics
        >>> metrics.get("mse").name
        'mean_squared_error'
    """
    if isinstance(identifier, str):
        identifier = _class_of(_SHORT.get(identifier, identifier))
    return get_object(_FAMILY, identifier, Metric)


def _class_of(name: str):
    """The metric's class where a name is also that of its function."""
    kind = _FAMILY.find(name.replace("_", ""))
    if isinstance(kind, type):
        return kind
    for known, item in _FAMILY.everything().items():
        if isinstance(item, type) and name in (known, _snake_case(known)):
            return item
    return name if not hasattr(_losses, name) else getattr(_losses, name)
