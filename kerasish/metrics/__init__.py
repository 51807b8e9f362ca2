"""Metrics: what is shown of training, gathered over batches."""

from kerasish.base.discovery import Family
from kerasish.base.errors import fail
from kerasish.base.naming import snake_case
from kerasish.base.serialization import (
    deserialize_keras_object,
    get_registered_object,
    serialize_keras_object,
)
from kerasish.losses import SHORT_NAMES
from kerasish.metrics.metric import Metric

_FAMILY = Family(__name__)
