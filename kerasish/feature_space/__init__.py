"""Features of structured data: `kerasish.utils.FeatureSpace`."""

from kerasish.base.discovery import Family

_FAMILY = Family(__name__)
__getattr__ = _FAMILY.lookup
__dir__ = _FAMILY.dir
