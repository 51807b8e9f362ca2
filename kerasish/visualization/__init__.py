"""What a model sees: boxes, masks, heat maps, histograms, as arrays and as pictures.

What returns arrays needs numpy alone; what draws, ``plot_...``, needs matplotlib, which
the extra ``plot`` installs.
"""

from kerasish.base.discovery import Family

_FAMILY = Family(__name__)
__getattr__ = _FAMILY.lookup


def __dir__():
    return sorted(_FAMILY.everything())
