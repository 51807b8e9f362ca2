"""Small tools: progress bars, preparing data, files, the registry of custom objects.

The functions and classes of the files here are found by walking; those of other places
stand below.
"""

from importlib import import_module as _import_module
from pkgutil import iter_modules as _iter_modules

from kerasish.base.discovery import Family as _Family
from kerasish.base.keras_tensor import is_keras_tensor
from kerasish.base.random_seed import set_random_seed
from kerasish.base.serialization import (
    custom_object_scope,
    deserialize_keras_object,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
    serialize_keras_object,
)
from kerasish.base.settings import standardize_dtype
from kerasish.data.packing import pack_x_y_sample_weight, unpack_x_y_sample_weight
from kerasish.data.py_dataset import PyDataset

CustomObjectScope = custom_object_scope
Sequence = PyDataset

#: it stands above this package, which may not import it at its start
_FAMILY = _Family(__name__, elsewhere=("kerasish.feature_space.feature_space",))
_PACKAGES = {info.name for info in _iter_modules(__path__) if info.ispkg}


def __getattr__(name):
    if name in _PACKAGES:
        return _import_module(f"{__name__}.{name}")
    return _FAMILY.lookup(name)


def __dir__():
    own = {name for name in globals() if not name.startswith("_")}
    files = {info.name for info in _iter_modules(__path__)}
    return sorted({*_FAMILY.everything(), *_PACKAGES, *(own - files)})
