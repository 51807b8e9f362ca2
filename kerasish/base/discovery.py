"""Finds the classes of a family by their file, so that no list is kept by hand.

The class ``MaxPooling2D`` lives in a file whose name without underscores is
``maxpooling2d``. A file is imported when its class is first asked for, so a start costs
nothing. A class may carry ``aliases``: other names under which it is known.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from kerasish.base.errors import fail

FAMILIES: dict[str, Family] = {}


class Family:
    """The classes and functions of one package, such as ``kerasish.layers``.

    Args:
        package: name of the package; its ``__init__`` makes the family.
        others: classes of other places that belong to the family too.
        elsewhere: files of other places, as names of modules: what is public in them
            belongs to the family, and is imported when it is asked for.
        in_folders: whether its members stand in folders, and files beside them are
            only what these are made of: found, but not listed.
    """

    def __init__(
        self,
        package: str,
        others: Sequence[type[Any]] = (),
        elsewhere: tuple[str, ...] = (),
        in_folders: bool = False,
    ) -> None:
        self.in_folders = in_folders
        self.package, self.elsewhere = package, elsewhere
        self.name = package.partition(".")[2]
        self._files: dict[str, str] | None = None
        self._found: dict[str, object] = {item.__name__: item for item in others}
        self._all_loaded = False
        FAMILIES[self.name] = self
        sys.modules[package].__class__ = _FamilyModule

    def files(self) -> dict[str, str]:
        """Module names by file name without underscores."""
        if self._files is None:
            root = importlib.import_module(self.package)
            modules = pkgutil.walk_packages(root.__path__, self.package + ".")
            names = [info.name for info in modules if not info.ispkg]
            inside = [f for f in FAMILIES if f.startswith(f"{self.name}.")]
            own = tuple(f"kerasish.{f}." for f in inside)  # families of their own
            names = [n for n in names if not n.startswith(own)] + [*self.elsewhere]
            self._files = {n.rpartition(".")[2].replace("_", ""): n for n in names}
        return self._files

    def find(self, name: str, aliases: bool = True) -> Any:
        """The public object of this name, or None.

        Args:
            name: of a class or function.
            aliases: whether other names count too, for which every file is imported.
        """
        if name in self._found:
            return self._found[name]
        module_name = self.files().get(name.replace("_", "").lower())
        if module_name is not None:
            found = _named(importlib.import_module(module_name), name)
            if not isinstance(found, ModuleType):
                self._found[name] = found
                return found
        return self.everything().get(name) if aliases else None

    def everything(self) -> dict[str, object]:
        """All public objects by name; imports every file."""
        if not self._all_loaded:
            for module_name in self.files().values():
                module = importlib.import_module(module_name)
                for name in public_names(module):
                    item = getattr(module, name)
                    self._found[name] = item
                    for alias in item.__dict__.get("aliases", ()):
                        self._found[alias] = item
            self._all_loaded = True
        return self._found

    def lookup(self, name: str) -> Any:
        """The object of this name, for the ``__getattr__`` of the package."""
        if name == "__all__":
            return sorted(self.everything())
        found = None if name.startswith("__") else self.find(name)
        if found is None:
            raise AttributeError(f"{self.package} has no {name!r}")
        return found

    def dir(self) -> list[str]:
        functions = {"get", "serialize", "deserialize"} & set(vars(self.module))
        listed = [name for name, item in self.everything().items() if self.lists(item)]
        return sorted({*listed, *functions})

    @property
    def module(self) -> ModuleType:
        return sys.modules[self.package]

    def lists(self, item: Any) -> bool:
        beside = item.__module__.rpartition(".")[0] == self.package
        return not (self.in_folders and beside)


class _FamilyModule(ModuleType):
    """A package in which ``relu`` is the function of the file relu.py, not the file."""

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, ModuleType):
            value = _named(value, name)
        super().__setattr__(name, value)


def _named(module: ModuleType, name: str) -> Any:
    """What a name stands for in a file: its own, a shared one, or an alias in it."""
    if callable(vars(module).get(name)):
        return vars(module)[name]
    for public in public_names(module):
        item = vars(module)[public]
        if name in item.__dict__.get("aliases", ()):
            return item
    return module


def public_names(module: ModuleType) -> list[str]:
    """The classes and functions that a file defines and does not hide."""
    return [
        name
        for name, item in vars(module).items()
        if not name.startswith("_")
        and getattr(item, "__module__", None) == module.__name__
        and (isinstance(item, type) or callable(item))
        and "is_internal" not in vars(item)  # its subclasses are public
    ]


def internal(item: Any) -> Any:
    """Decorator: keeps a class or function of a family out of its public names."""
    item.is_internal = True
    return item


def family(name: str) -> Family:
    """The family of this name, for example "layers" or "optimizers.schedules"."""
    if name not in FAMILIES:
        try:
            importlib.import_module(f"kerasish.{name}")
        except ModuleNotFoundError:
            fail(f"there is no part of Kerasish called {name!r}")
    return FAMILIES[name]
