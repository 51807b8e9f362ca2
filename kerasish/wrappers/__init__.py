"""Models as estimators of scikit-learn, which the extra ``sklearn`` installs."""

from kerasish.base.discovery import Family

_FAMILY = Family(__name__)
__getattr__ = _FAMILY.lookup


def __dir__():
    return sorted(_FAMILY.everything())
