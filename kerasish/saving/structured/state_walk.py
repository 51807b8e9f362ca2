"""Everything of a model that keeps a state, with the place of it in a file.

Keras 3 names a place by the way to it: attributes by their names, those with an
underscore last, items of lists and dicts by their class. An object that is reached
twice has the first place. Keras 2 went through attributes from the end of the alphabet.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

import graph
from kerasish.base.naming import snake_case
from kerasish.base.random_seed import SeedGenerator
from kerasish.layers.layer import Layer
from kerasish.metrics.metric import Metric
from kerasish.optimizers.optimizer import Optimizer

STATEFUL = (Layer, SeedGenerator, Optimizer, Metric)
#: what a property may raise that is not ready to be read
_NOT_READY = (graph.GraphError, AttributeError, NotImplementedError, TypeError,
              ValueError, RuntimeError, LookupError)  # fmt: skip


def places(model, skip=(), of_keras_2: bool = False) -> list[tuple[str, object]]:
    """(place, object) of everything that may have a state, each object once.

    Args:
        model: a model or layer; its own place is "".
        skip: objects that are left out, with all that is inside.
        of_keras_2: whether places are those that Keras 2 would give.
    """
    walk = _Walk({id(item) for item in skip}, of_keras_2)
    walk.visit(model, "")
    return walk.found


class _Walk:
    def __init__(self, seen: set[int], of_keras_2: bool):
        self.seen = seen
        self.of_keras_2 = of_keras_2
        self.found: list[tuple[str, object]] = []

    def visit(self, item, place: str) -> None:
        if id(item) in self.seen:
            return
        self.seen.add(id(item))
        self.found.append((place, item))
        children = attributes(item)
        for name, child in reversed([*children]) if self.of_keras_2 else children:
            inside = f"{place}/{name}".strip("/")
            if isinstance(child, STATEFUL):
                self.visit(child, inside)
            elif isinstance(child, (list, tuple, dict)):
                self.visit_items(child, inside, set())

    def visit_items(self, items, place: str, around: set[int]) -> None:
        if id(items) in around:
            return
        around = {*around, id(items)}
        counts: dict[str, int] = {}
        for item in list(items.values() if isinstance(items, dict) else items):
            if self.of_keras_2 and id(item) in self.seen:
                continue  # it was not counted
            if isinstance(item, STATEFUL):
                kind = snake_case(type(item).__name__)
                self.visit(item, f"{place}/{_numbered(kind, counts)}")
            elif isinstance(item, (list, tuple, dict)):
                inside = f"{place}/{_numbered('container', counts)}"
                self.visit_items(item, inside, around)


def _numbered(name: str, counts: dict[str, int]) -> str:
    """The name, and from the second of its kind on a number behind it."""
    count = counts[name] = counts.get(name, -1) + 1
    return name if count == 0 else f"{name}_{count}"


def attributes(item) -> Iterator[tuple[str, object]]:
    """Names and values of the attributes that its base class does not have."""
    if isinstance(item, SeedGenerator):
        return
    base = next(kind for kind in STATEFUL if isinstance(item, kind))
    layers_first = getattr(type(item), "is_made_of_layers", False)
    if layers_first:
        yield "layers", item.layers
    for name in sorted(dir(item), key=lambda name: (name.startswith("_"), name)):
        if name.startswith("__") or name in _names_of(base):
            continue
        if layers_first and name == "_functional":
            continue
        try:
            value = getattr(item, name)
        except _NOT_READY:
            continue
        yield name, value


@functools.cache
def _names_of(base: type) -> frozenset[str]:
    """The attributes that every object of a base class has."""
    arguments = {"learning_rate": 1.0} if base is Optimizer else {}
    return frozenset(dir(base(name="any", **arguments)))
