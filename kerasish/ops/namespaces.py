"""Finds the functions of ``kerasish.ops`` by walking its packages: no list is kept.

A package below ``kerasish.ops`` is a namespace: ``ops.nn.relu``. Its functions are also
reached as ``ops.relu``, unless the namespace is not flat (``ops.image.resize`` only).
A file is imported when a name of its namespace is first asked for.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator
from types import ModuleType

from kerasish.base.discovery import public_names
from kerasish.ops.recording import recording_keras_tensors

ROOT = "kerasish.ops"


class Namespace:
    """The functions in the files of one package.

    Args:
        package: name of the package, below ``kerasish.ops``.
        flat: whether its functions are functions of ``kerasish.ops`` too.
    """

    def __init__(self, package: str, flat: bool = True):
        self.package = package
        self.name = package.rpartition(".")[2]
        self.flat = flat
        self._functions: dict[str, Callable] | None = None
        hide_files(package)

    def functions(self) -> dict[str, Callable]:
        """All functions by name; imports every file."""
        if self._functions is None:
            found = {}
            root = sys.modules[self.package]
            for info in pkgutil.iter_modules(root.__path__, self.package + "."):
                module = importlib.import_module(info.name)
                found.update({n: getattr(module, n) for n in public_names(module)})
            self._functions = {
                name: recording_keras_tensors(self.key(name), function)
                for name, function in found.items()
            }
        return self._functions

    def key(self, name: str) -> str:
        """What a function is called in ``kerasish.ops``: relu, image.resize."""
        return name if self.flat else f"{self.name}.{name}"

    def names(self) -> list[str]:
        return sorted(self.functions())

    def lookup(self, name: str):
        """The function of a name, or all names: ``__getattr__`` of the package."""
        if name == "__all__":
            return self.names()
        function = None if name.startswith("_") else self.functions().get(name)
        if function is None:
            raise AttributeError(f"{self.package} has no {name!r}")
        setattr(sys.modules[self.package], name, function)
        return function


class _FunctionsModule(ModuleType):
    """A package whose attributes are functions and packages: a file may have the
    name of a function."""

    def __setattr__(self, name, value):
        if not isinstance(value, ModuleType) or hasattr(value, "__path__"):
            super().__setattr__(name, value)


def hide_files(package: str) -> None:
    """Keeps the files of a package out of its attributes."""
    root = sys.modules[package]
    root.__class__ = _FunctionsModule
    for info in pkgutil.iter_modules(root.__path__):
        if not info.ispkg:
            vars(root).pop(info.name, None)


def namespaces() -> Iterator[Namespace]:
    """Those of all packages below ``kerasish.ops``."""
    for info in pkgutil.iter_modules(sys.modules[ROOT].__path__, ROOT + "."):
        if info.ispkg:
            yield importlib.import_module(info.name)._SPACE


def find(key: str) -> tuple[Namespace, Callable] | None:
    """The function of a key, such as "relu" or "image.resize", and its namespace."""
    place, _, name = key.rpartition(".")
    for space in namespaces():
        if (space.name == place) if place else space.flat:
            function = space.functions().get(name)
            if function is not None:
                return space, function
    return None


def flat_names() -> set[str]:
    """The names of the functions that ``kerasish.ops`` itself has."""
    return {name for space in namespaces() if space.flat for name in space.names()}
