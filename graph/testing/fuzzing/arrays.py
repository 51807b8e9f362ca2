"""Random arrays, and sizes that are likely to find faults."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import numpy as np

FLOATS = ("float32", "float64")
INTEGERS = (
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
)
#: dtypes that engines may leave to numpy
RARE = ("float16", "complex64", "complex128")
#: how often an array has each dtype
WEIGHTS = {
    "float32": 20,
    "float64": 6,
    "bool": 2,
    "int32": 3,
    "int64": 3,
    **dict.fromkeys(("int8", "int16", "uint8", "uint16", "uint32", "uint64"), 1),
    **dict.fromkeys(RARE, 0.25),
}
TINY = (0, 1, 1, 2, 3, 4, 5, 7, 8)
MIDDLE = (1, 2, 3, 8, 9, 13, 16, 17, 31, 32, 33, 40, 64, 67)
#: arrays of two such sizes are cut into parts, and most have remainders
LARGE = (1, 2, 3, 97, 128, 255, 257, 311, 512, 700, 1009)
HUGE = (1, 2, 65536, 65537, 70001, 131072, 200003)


class Sizes:
    """The few sizes of one program, so that values fit each other.

    Attributes:
        most: elements of the largest value.
    """

    def __init__(self, rng: random.Random) -> None:
        pool, self.most = rng.choices(
            [(TINY, 2000), (MIDDLE, 30000), (LARGE, 400000), (HUGE, 400000)],
            [5, 4, 2, 0.7],
        )[0]
        self.choices = [rng.choice(pool) for _ in range(3)]
        if pool is HUGE:
            self.choices = [rng.choice(HUGE[2:]), rng.choice((1, 2, 3))]
        self.rng = rng

    def one(self) -> int:
        return self.rng.choice(self.choices)

    def shape(self, rank: int | None = None) -> tuple[int, ...]:
        """A shape that is not too large."""
        fixed = rank is not None
        while True:
            count = rank if fixed else self.rng.choice((0, 1, 1, 2, 2, 2, 3, 3, 4))
            shape = tuple(self.one() for _ in range(count))
            if math.prod(shape) <= self.most:
                return shape
            self.choices.append(self.rng.choice((1, 2, 3)))


def random_dtype(rng: random.Random) -> str:
    return rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]


def random_array(
    numbers: np.random.Generator, shape: Sequence[int], dtype: str
) -> np.ndarray:
    """Numbers of moderate size, some of them equal."""
    kind = np.dtype(dtype).kind
    if kind == "b":
        return np.asarray(numbers.random(shape) < 0.5)
    if kind in "iu":
        low = 0 if kind == "u" else -9
        return np.asarray(numbers.integers(low, 20, shape)).astype(dtype)
    array = np.asarray(numbers.normal(size=shape))
    if numbers.random() < 0.2:
        array = np.rint(array * 2) / 2
    if kind == "c":
        array = array + 1j * np.asarray(numbers.normal(size=shape))
    return np.asarray(array.astype(dtype))


def spread_out(numbers: np.random.Generator, array: np.ndarray) -> np.ndarray:
    """The same values in other memory: with gaps, turned round or transposed."""
    way = numbers.integers(3)
    if way == 0:
        return np.array(array, order="F")
    if way == 1 and array.ndim:
        return np.ascontiguousarray(array[::-1])[::-1]
    wide = np.zeros((*array.shape, 2), array.dtype)
    wide[..., 1] = array
    return wide[..., 1]
