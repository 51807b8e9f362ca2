"""Finds the variables, layers, metrics and seeds among a layer's attributes."""

from __future__ import annotations

from kerasish.base.changes import note_change
from kerasish.base.random_seed import SeedGenerator
from kerasish.base.variable import Variable
from kerasish.metrics.metric import Metric


class Tracker:
    """Sorts what is assigned to the attributes of a layer, in order of assignment.

    Args:
        layer_type: the class of layers.
        attributes: of the layer, by name.
    """

    def __init__(self, layer_type: type, attributes: dict):
        self.layer_type = layer_type
        self.attributes = attributes
        self.trainable: list[Variable] = []
        self.non_trainable: list[Variable] = []
        self.layers: list = []
        self.metrics: list[Metric] = []
        self.seeds: list[SeedGenerator] = []

    def track(self, value):
        """Takes note of a value; lists and dicts become ones that take note."""
        if isinstance(value, Variable):
            _add(self.trainable if value.trainable else self.non_trainable, value)
        elif isinstance(value, self.layer_type):
            _add(self.layers, value)
        elif isinstance(value, Metric):
            _add(self.metrics, value)
        elif isinstance(value, SeedGenerator):
            _add(self.seeds, value)
        elif type(value) is list:
            return TrackedList(value, self)
        elif type(value) is dict:
            return TrackedDict(value, self)
        elif type(value) is tuple:
            wrapped = tuple(self.track(item) for item in value)
            return value if all(a is b for a, b in zip(wrapped, value)) else wrapped
        return value

    def forget(self, value) -> None:
        """Drops what a value held, unless an attribute holds it still."""
        gone = {id(item) for item in _items(value) if item is not None}
        if not gone:
            return
        kinds = (
            self.trainable,
            self.non_trainable,
            self.layers,
            self.metrics,
            self.seeds,
        )
        if not any(id(item) in gone for kept in kinds for item in kept):
            return
        gone -= {id(v) for held in self.attributes.values() for v in _items(held)}
        for kept in kinds:
            kept[:] = [item for item in kept if id(item) not in gone]
        note_change()

    def replace_layers(self, layers) -> None:
        """Other layers than those that were assigned, or in another order."""
        self.layers[:] = layers
        note_change()


def _items(value):
    """What a value holds: itself, or for containers their items."""
    if isinstance(value, (TrackedList, tuple)):
        for item in value:
            yield from _items(item)
    elif isinstance(value, TrackedDict):
        for item in value.values():
            yield from _items(item)
    else:
        yield value


def _add(items: list, value) -> None:
    if not any(item is value for item in items):
        items.append(value)
        note_change()


class TrackedList(list):
    """A list whose items are tracked."""

    def __init__(self, items, tracker: Tracker):
        self._tracker = tracker
        super().__init__(tracker.track(item) for item in items)

    def append(self, item):
        super().append(self._tracker.track(item))

    def extend(self, items):
        super().extend([self._tracker.track(item) for item in items])

    def insert(self, index, item):
        super().insert(index, self._tracker.track(item))

    def pop(self, index=-1):
        item = super().pop(index)
        self._tracker.forget(item)
        return item

    def remove(self, item):
        del self[self.index(item)]

    def clear(self):
        del self[:]

    def __setitem__(self, index, item):
        old = self[index]
        if isinstance(index, slice):
            super().__setitem__(index, [self._tracker.track(i) for i in item])
        else:
            super().__setitem__(index, self._tracker.track(item))
        self._forget(old, index)

    def __delitem__(self, index):
        old = self[index]
        super().__delitem__(index)
        self._forget(old, index)

    def _forget(self, old, index):
        self._tracker.forget(tuple(old) if isinstance(index, slice) else old)

    def __iadd__(self, items):
        self.extend(items)
        return self

    def __reduce__(self):
        return list, (list(self),)


class TrackedDict(dict):
    """A dict whose values are tracked."""

    def __init__(self, items, tracker: Tracker):
        self._tracker = tracker
        super().__init__({k: tracker.track(v) for k, v in items.items()})

    def __setitem__(self, key, item):
        old = self.get(key)
        super().__setitem__(key, self._tracker.track(item))
        self._tracker.forget(old)

    def __delitem__(self, key):
        self.pop(key)

    def pop(self, key, *default):
        item = super().pop(key, *default)
        self._tracker.forget(item)
        return item

    def popitem(self):
        key, item = super().popitem()
        self._tracker.forget(item)
        return key, item

    def clear(self):
        old = tuple(self.values())
        super().clear()
        self._tracker.forget(old)

    def update(self, *args, **kwargs):
        for key, item in dict(*args, **kwargs).items():
            self[key] = item

    def __ior__(self, items):
        self.update(items)
        return self

    def setdefault(self, key, default=None):
        if key not in self:
            self[key] = default
        return self[key]

    def __reduce__(self):
        return dict, (dict(self),)
