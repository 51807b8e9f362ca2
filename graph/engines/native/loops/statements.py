"""The body of a loop as a list of statements: numbered values over a space of indices.

A space has axes of three kinds: outer ones, over which parts of the work are spread;
reduced ones; and at most one inner axis, whose neighbours fill the lanes of a vector.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.engines.native.kernel import Int
from graph.ir.op import Op

INT64 = np.dtype("int64")


@dataclass(frozen=True)
class Access:
    """Elements of a buffer: strides in elements, one for each axis of the space."""

    buffer: int
    dtype: np.dtype
    strides: tuple[Int, ...]


@dataclass(frozen=True)
class Load:
    """The element of a buffer at the indices."""

    access: Access


@dataclass(frozen=True)
class Immediate:
    """A number that is known when the code is made, as the bytes of its dtype."""

    data: bytes
    dtype: np.dtype

    @property
    def number(self) -> float:
        return np.frombuffer(self.data, self.dtype)[0].item()


@dataclass(frozen=True)
class Number:
    """A 64-bit integer that is known when data arrives."""

    value: Int
    dtype: np.dtype = INT64


@dataclass(frozen=True)
class Index:
    """The index along one axis of the space."""

    axis: int
    dtype: np.dtype = INT64


@dataclass(frozen=True)
class Given:
    """A value that the surrounding code has in registers."""

    dtype: np.dtype


@dataclass(frozen=True)
class Compute:
    """An elementwise op on earlier values."""

    op: Op
    inputs: tuple[int, ...]
    dtype: np.dtype


@dataclass(frozen=True)
class Fold:
    """A reduction of an earlier value over the reduced axes."""

    reducer: str
    input: int
    dtype: np.dtype


@dataclass(frozen=True)
class Save:
    """A value that goes to memory."""

    value: int
    access: Access


Statement = Load | Immediate | Number | Index | Given | Compute | Fold
