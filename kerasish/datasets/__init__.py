"""Real data for first steps: small files in the package, and files that are kept."""

import importlib as _importlib
import importlib.util as _util
import pkgutil as _pkgutil


def __getattr__(name):
    if name.startswith("_") or _util.find_spec(f"{__name__}.{name}") is None:
        raise AttributeError(f"kerasish.datasets has no {name!r}")
    return _importlib.import_module(f"{__name__}.{name}")


def __dir__():
    names = [info.name for info in _pkgutil.iter_modules(__path__)]
    return sorted(n for n in names if hasattr(__getattr__(n), "load_data"))
