"""Known image models: architectures with the layer names of the public weight files.

Example:
    >>> from kerasish import applications
    >>> model = applications.MobileNetV2(
    ...     weights=None, input_shape=(32, 32, 3), include_top=False, pooling="avg"
    ... )
    >>> model.output_shape
    (None, 1280)
"""

import importlib as _importlib
import pkgutil as _pkgutil
import types as _types

from kerasish.base.discovery import Family as _Family

_FAMILY = _Family(__name__)
_MODULES = {info.name for info in _pkgutil.iter_modules(__path__) if not info.ispkg}


def __getattr__(name):
    if name in _MODULES:
        return _importlib.import_module(f"{__name__}.{name}")
    if name == "__all__":
        return __dir__()
    return _FAMILY.lookup(name)


def __dir__():
    models = [
        name
        for name, item in _FAMILY.everything().items()
        if isinstance(item, _types.FunctionType) and not name[0].islower()
    ]
    return sorted({*models, *_MODULES})
