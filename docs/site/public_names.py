"""Which names are public, and under which of its paths each object is documented."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import NamedTuple

ROOTS = ("graph", "kerasish")


class Entry(NamedTuple):
    """An object of the reference."""

    package: str  #: where users find it, such as kerasish.layers
    name: str
    value: object

    @property
    def path(self) -> str:
        return f"{self.package}.{self.name}"

    @property
    def home(self) -> str:
        """The folder of its source below the package: "pooling"; "" if it is there."""
        module = getattr(self.value, "__module__", "")
        folder = module.rpartition(".")[0]
        inside = folder.removeprefix(self.package + ".")
        return "" if inside == folder else inside


def packages() -> Iterator[ModuleType]:
    """The packages that have names for users.

    What `dir(kerasish)` lists, and what is below, if it has names of its own.
    """
    graph, kerasish = map(importlib.import_module, ROOTS)
    yield graph
    yield graph.debug
    yield kerasish
    waiting = [getattr(kerasish, name) for name in dir(kerasish)]
    waiting = [value for value in waiting if is_package(value)]
    while waiting:
        package = waiting.pop(0)
        children = pkgutil.iter_modules(package.__path__, package.__name__ + ".")
        waiting += [importlib.import_module(c.name) for c in children if c.ispkg]
        if names_of(package):
            yield package


def is_package(value) -> bool:
    return isinstance(value, ModuleType) and hasattr(value, "__path__")


def names_of(package: ModuleType) -> list[str]:
    """Classes and functions that a package offers."""
    listed = vars(package).get("__all__", dir(package))
    return [
        name
        for name in listed
        if not name.startswith("_") and is_documented(getattr(package, name))
    ]


def is_documented(value) -> bool:
    ours = (getattr(value, "__module__", None) or "").startswith(ROOTS)
    return callable(value) and ours and bool(getattr(value, "__doc__", None))


def entries() -> tuple[list[Entry], dict[str, list[tuple[str, str]]]]:
    """Each object once, and where else it is found.

    Returns:
        The objects, under the shortest of their paths; and by package the names of
        further objects, with the path under which they are documented.
    """
    everything = [
        Entry(package.__name__, name, getattr(package, name))
        for package in packages()
        for name in names_of(package)
    ]
    chosen: dict[int, Entry] = {}
    for entry in sorted(everything, key=lambda e: (e.path.count("."), not own(e))):
        chosen.setdefault(id(entry.value), entry)
    elsewhere: dict[str, list[tuple[str, str]]] = {}
    for entry in everything:
        first = chosen[id(entry.value)]
        if first != entry:
            elsewhere.setdefault(entry.package, []).append((entry.name, first.path))
    return list(chosen.values()), elsewhere


def own(entry: Entry) -> bool:
    """Whether the object calls itself by this name: aliases come later."""
    return getattr(entry.value, "__name__", None) == entry.name
