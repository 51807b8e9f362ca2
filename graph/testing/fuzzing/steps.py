"""Steps of random programs: what they are, and the table of those that there are."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

import graph
from graph.testing.fuzzing.arrays import Sizes, random_array

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike


class Step(NamedTuple):
    """A function of earlier values, given by their places; returns one or several."""

    name: str
    function: Callable[..., Any]
    places: tuple[int, ...]


class Leaf(NamedTuple):
    """A value that is not computed: an input, a variable or a constant."""

    kind: str
    array: np.ndarray


class Unfit(ValueError):
    """A step does not apply to the value that was chosen for it."""


class Draft:
    """What makers of steps look at and add to.

    Attributes:
        values: arrays, those of the leaves among them.
        leaves: the leaves by place.
    """

    def __init__(
        self, rng: random.Random, numbers: np.random.Generator, sizes: Sizes
    ) -> None:
        self.rng, self.numbers, self.sizes = rng, numbers, sizes
        self.values: list[np.ndarray] = []
        self.leaves: dict[int, Leaf] = {}

    def leaf(self, array: np.ndarray, kinds: Sequence[str] = ()) -> int:
        """The place of a new leaf."""
        kinds = kinds if kinds else ("input", "input", "variable", "constant")
        place = len(self.values)
        self.leaves[place] = Leaf(self.rng.choice(kinds), array)
        self.values.append(array)
        return place

    def new(
        self, shape: Sequence[int], dtype: DTypeLike, kinds: Sequence[str] = ()
    ) -> int:
        """The place of a new leaf of random numbers."""
        if np.prod(shape) > self.sizes.most:
            raise Unfit("too large")
        return self.leaf(random_array(self.numbers, shape, str(dtype)), kinds)

    def pick(self, fits: Callable[[np.ndarray], bool]) -> int:
        """The place of a value for which something holds, late ones preferred."""
        places = [i for i, value in enumerate(self.values) if fits(value)]
        if not places:
            raise Unfit("no value fits")
        return max(self.rng.choice(places), self.rng.choice(places))

    def axis(self, value: np.ndarray) -> int:
        """One of the axes, from the front or from the back."""
        if not value.ndim:
            raise Unfit("a scalar")
        return self.rng.randrange(-value.ndim, value.ndim)

    def axes(self, value: np.ndarray) -> tuple[int, ...]:
        """Some of the axes."""
        if not value.ndim:
            raise Unfit("a scalar")
        count = self.rng.randrange(1, value.ndim + 1)
        return tuple(self.rng.sample(range(value.ndim), count))


Maker = Callable[[Draft], Step]
#: (maker, weight)
MAKERS: list[tuple[Maker, float]] = []


def makes(weight: float = 1.0) -> Callable[..., Any]:
    """Decorator: the function makes a step of a draft, or raises `Unfit`."""

    def register(maker: Maker) -> Maker:
        MAKERS.append((maker, weight))
        return maker

    return register


def functions(names: str) -> dict[str, Callable[..., Any]]:
    """Public functions by their names, which spaces part."""
    return {name: getattr(graph, name) for name in names.split()}


def is_float(value: np.ndarray) -> bool:
    return value.dtype.kind == "f"


def is_integer(value: np.ndarray) -> bool:
    return value.dtype.kind in "iu"


def is_number(value: np.ndarray) -> bool:
    return value.dtype.kind in "fiu"


def fit_together(a: Sequence[int], b: Sequence[int]) -> bool:
    """Whether shapes broadcast."""
    return all(m == n or 1 in (m, n) for m, n in zip(a[::-1], b[::-1]))
