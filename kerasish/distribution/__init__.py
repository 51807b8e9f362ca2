"""One training on many processes, which may be on many machines."""

from kerasish.base.discovery import Family

_FAMILY = Family(__name__)
__getattr__ = _FAMILY.lookup


def __dir__():
    return sorted(_FAMILY.everything())
