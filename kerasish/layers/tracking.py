"""Finds the variables, layers, metrics and seeds among a layer's attributes."""

from __future__ import annotations

from kerasish.base.random_seed import SeedGenerator
from kerasish.base.variable import Variable
from kerasish.metrics.metric import Metric


class Tracker:
    """Sorts what is assigned to the attributes of a layer, in order of assignment."""

    def __init__(self, layer_type: type):
        self.layer_type = layer_type
        self.trainable: list[Variable] = []
        self.non_trainable: list[Variable] = []
        self.layers: list = []
        self.metrics: list[Metric] = []
        self.seeds: list[SeedGenerator] = []
        self.containers: list = []
        self.locked = False

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
        """Drops a value that an attribute no longer holds."""
        lists = (
            self.trainable,
            self.non_trainable,
            self.layers,
            self.metrics,
            self.seeds,
        )
        for kept in lists:
            kept[:] = [item for item in kept if item is not value]


def _add(items: list, value) -> None:
    if not any(item is value for item in items):
        items.append(value)


class TrackedList(list):
    """A list whose items are tracked."""

    def __init__(self, items, tracker: Tracker):
        self._tracker = tracker
        super().__init__(tracker.track(item) for item in items)

    def append(self, item):
        super().append(self._tracker.track(item))

    def extend(self, items):
        super().extend(self._tracker.track(item) for item in items)

    def insert(self, index, item):
        super().insert(index, self._tracker.track(item))

    def __setitem__(self, index, item):
        super().__setitem__(index, self._tracker.track(item))

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
        super().__setitem__(key, self._tracker.track(item))

    def update(self, *args, **kwargs):
        for key, item in dict(*args, **kwargs).items():
            self[key] = item

    def setdefault(self, key, default=None):
        if key not in self:
            self[key] = default
        return self[key]

    def __reduce__(self):
        return dict, (dict(self),)
