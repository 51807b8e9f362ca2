"""Loads every file of a package, so that no list of its files is kept by hand."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any


def load_all(package: Any) -> None:
    """Imports each module below a package, depth first, in the order of their names."""
    for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(info.name)
