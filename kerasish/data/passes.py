"""What datasets do with whole passes over their elements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import count as numbers_from
from itertools import islice

import numpy as np

from kerasish.base.errors import DataError, fail

Make = Callable[[], Iterable]


def shuffled(make: Make, size: int, seed: int, changes: bool) -> Make:
    """Elements drawn from a buffer; each pass has its number as a part of the seed."""
    passes = numbers_from()

    def draw() -> Iterator:
        number = next(passes) if changes else 0
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
