"""What happens around training: at its begin and end, at epochs, and at batches."""

from kerasish.base.discovery import Family

_FAMILY = Family(__name__)
__getattr__ = _FAMILY.lookup


def __dir__():
    return sorted(_FAMILY.everything())
