"""The search for likely label sequences, prefix by prefix."""

from __future__ import annotations

import heapq
from typing import NamedTuple

import numpy as np

#: ln of 0
NEVER = -np.inf


class Prefix(NamedTuple):
    """The beginning of a sequence, and ln of its probability: with a blank behind its
    last label, with that label at the end, and in total."""

    number: int
    blank: float
    label: float
    total: float


class Beam:
    """The best prefixes, the likeliest first.

    A prefix has a number; ``_parents`` and ``_labels`` say which prefix it goes on
    from, and with which label.
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self._parents, self._labels = [-1], [-1]
        self._children: dict[tuple[int, int], int] = {}
        self.prefixes = [Prefix(0, 0.0, NEVER, 0.0)]

    def advance(self, labels: np.ndarray, blank: float) -> None:
        """One step: ln of the probability of each label, and of the blank."""
        step = Step(self, labels, blank)
        for place, prefix in enumerate(self.prefixes):
            if step.may_grow(place):
                grown = labels + prefix.total
                last = self._labels[prefix.number]
                if last >= 0:  # a label twice in a row needs a blank between
                    grown[last] = labels[last] + prefix.blank
                step.grow(prefix.number, grown)
        self.prefixes = sorted(step.kept(), key=lambda p: -p.total)

    def stayed(self, labels: np.ndarray, blank: float) -> list[Prefix]:
        """The prefixes after a step that made none of them longer, nor a new one."""
        found = {p.number: p for p in self.prefixes}
        result = []
        for prefix in self.prefixes:
            last, label = self._labels[prefix.number], NEVER
            parent = found.get(self._parents[prefix.number])
            if last >= 0:
                label = prefix.label
                if parent is not None:
                    same = self._labels[parent.number] == last
                    label = np.logaddexp(label, parent.blank if same else parent.total)
                label = label + labels[last]
            with_blank = prefix.total + blank
            total = np.logaddexp(with_blank, label)
            result.append(Prefix(prefix.number, with_blank, label, total))
        return result

    def child(self, prefix: int, label: int) -> int:
        """The number of a prefix that is one label longer."""
        key = (prefix, label)
        if key not in self._children:
            self._children[key] = len(self._parents)
            self._parents.append(prefix)
            self._labels.append(label)
        return self._children[key]

    def places(self) -> dict[int, dict[int, int]]:
        """Which places hold children of a prefix: by its number, by their labels."""
        found: dict[int, dict[int, int]] = {}
        for place, prefix in enumerate(self.prefixes):
            siblings = found.setdefault(self._parents[prefix.number], {})
            siblings[self._labels[prefix.number]] = place
        return found

    def best(self, count: int) -> list[tuple[list[int], float]]:
        """The likeliest prefixes as lists of labels, each with ln of its probability.

        Raises:
            ValueError: there are fewer.
        """
        if len(self.prefixes) < count:
            raise ValueError(
                f"{count} paths are wanted of a sequence with {len(self.prefixes)}"
            )
        return [(self._spelled(p.number), p.total) for p in self.prefixes[:count]]

    def _spelled(self, number: int) -> list[int]:
        labels = []
        while number:
            labels.append(self._labels[number])
            number = self._parents[number]
        return labels[::-1]


class Step:
    """What a beam keeps of one step: a heap whose first element goes when it is full.

    The order is TensorFlow's, which shows in a narrow beam: prefixes grow one after the
    other, the likeliest first. One that has left the beam still grows, unless its
    parent came before and could not bring it back.
    """

    def __init__(self, beam: Beam, labels: np.ndarray, blank: float) -> None:
        self.beam = beam
        stayed = beam.stayed(labels, blank)
        self._heap = [(p.total, place, p) for place, p in enumerate(stayed)]
        heapq.heapify(self._heap)
        self._serial = len(stayed)
        self._inside = set(range(len(stayed)))
        self._given_up: set[int] = set()
        self._places = beam.places()

    @property
    def bar(self) -> float:
        """What a prefix must exceed to be kept."""
        full = len(self._heap) == self.beam.width
        return self._heap[0][0] if full else NEVER

    def may_grow(self, place: int) -> bool:
        total = self.beam.prefixes[place].total
        return place not in self._given_up and total > self.bar

    def grow(self, number: int, grown: np.ndarray) -> None:
        """Keeps the children of a prefix that are better than what is there."""
        present = self._places.get(number, {})
        hopeful = np.flatnonzero(grown > self.bar).tolist()
        for label in sorted({*hopeful, *present}):
            place = present.get(label)
            if place in self._inside:
                continue
            total = float(grown[label])
            if total > self.bar:
                self._push(Prefix(self.beam.child(number, label), NEVER, total, total))
            elif place is not None:
                self._given_up.add(place)

    def _push(self, prefix: Prefix) -> None:
        entry = (prefix.total, self._serial, prefix)
        self._serial += 1
        if len(self._heap) < self.beam.width:
            heapq.heappush(self._heap, entry)
        else:
            self._inside.discard(heapq.heapreplace(self._heap, entry)[1])

    def kept(self) -> list[Prefix]:
        return [prefix for _, _, prefix in self._heap]
