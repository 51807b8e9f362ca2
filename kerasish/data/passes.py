"""What datasets do with whole passes over their elements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import count as numbers_from
from itertools import islice

import numpy as np

from kerasish.base.errors import DataError, fail

Make = Callable[[], Iterable]


class PassNumber:
    """How many passes over elements have begun."""

    def __init__(self):
        self._begun = 0

    def next(self) -> int:
        """The number of the pass that begins, from 0."""
        self._begun += 1
        return self._begun - 1

    def get_state(self) -> int:
        return self._begun

    def set_state(self, state: int) -> None:
        self._begun = int(state)


class RandomOrder:
    """Orders of samples, a new one in each pass.

    Args:
        seed: of the orders.
    """

    def __init__(self, seed: int | None):
        self._random = np.random.RandomState(seed)

    def shuffle(self, order: np.ndarray) -> None:
        """Puts numbers into a new order, in place."""
        self._random.shuffle(order)

    def get_state(self) -> list:
        kind, words, *rest = self._random.get_state()
        return [kind, words.tolist(), *rest]

    def set_state(self, state: list) -> None:
        kind, words, *rest = state
        self._random.set_state((kind, np.array(words, np.uint32), *rest))


def shuffled(
    make: Make, size: int, seed: int, passes: PassNumber, changes: bool
) -> Make:
    """Elements drawn from a buffer; each pass has its number as a part of the seed."""

    def draw() -> Iterator:
        number = passes.next() if changes else 0
        random = np.random.default_rng((seed % 2**32, number))
        elements = iter(make())
        buffer = list(islice(elements, size))
        for element in elements:
            place = int(random.integers(len(buffer)))
            drawn, buffer[place] = buffer[place], element
            yield drawn
        for place in random.permutation(len(buffer)):
            yield buffer[place]

    return draw


def repeated(make: Make, times: int | None) -> Make:
    """The elements again and again."""

    def again() -> Iterator:
        for _ in numbers_from() if times is None else range(times):
            is_empty = True
            for element in make():
                is_empty = False
                yield element
            if is_empty and times is None:
                fail(
                    "repeat: there are no elements to repeat",
                    None,
                    "look at the stages before it: filter and take may leave nothing",
                    DataError,
                )

    return again


def cached(make: Make) -> Make:
    """The elements of the first pass that came to its end, from then on."""
    kept: list = []
    is_complete = False

    def read() -> Iterator:
        nonlocal kept, is_complete
        if is_complete:
            yield from kept
            return
        seen = []
        for element in make():
            seen.append(element)
            yield element
        kept, is_complete = seen, True

    return read
