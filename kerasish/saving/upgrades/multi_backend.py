"""What Keras computed in another way while it was a package beside TensorFlow."""

from __future__ import annotations

from kerasish.saving.files.keras_version import is_multi_backend
from kerasish.saving.upgrades.rules import record_rule


@record_rule("UpSampling2D", majors=(1, 2), writers=is_multi_backend)
def corners_of_pixels(record):
    """Pixels were points at their corners."""
    if record["config"].get("interpolation") == "bilinear":
        record["class_name"] = "UpSampling2DKeras2"
