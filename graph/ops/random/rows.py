"""Random numbers for some rows of a batch whose other rows are elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

from graph.ir.dims import Dim, Size, floor_div
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.tensor import Tensor


class Rows(NamedTuple):
    """The rows ``first`` to ``first + rows`` of a batch of ``total`` rows."""

    rows: Dim
    first: Size
    total: Size

    def in_place_of_rows(self, size: Size, other: Size) -> Size | None:
        """A multiple of the rows with another size in their place; None if it is
        none."""
        times = floor_div(size, self.rows)
        return times * other if times * self.rows == size else None


_ROWS: ContextVar[Rows | None] = ContextVar("random_rows", default=None)


@public
@contextlib.contextmanager
def random_rows(rows: Dim, first: Size, total: Size) -> Iterator[None]:
    """Inside, rows get those random numbers that they have in a whole batch.

    That holds for tensors of random numbers whose first size is the symbolic size
    ``rows``, or a multiple of it. So what a batch gets does not depend on how it is
    split.

    Args:
        rows: the symbolic number of rows that are here.
        first: how many rows of the batch come before them.
        total: how many rows the batch has.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", ("batch",), "x")
        >>> (rows,) = graph.shape(x)
        >>> key = graph.make_key(0)
        >>> with graph.random_rows(rows, 2, 5):
        ...     y = x + graph.random_uniform(key, (rows,))
        >>> part = graph.Session().run(y, {x: [0.0, 0.0]})
        >>> bool((part == graph.random_uniform(key, (5,))[2:4]).all())
        True
    """
    token = _ROWS.set(Rows(rows, first, total))
    try:
        yield
    finally:
        _ROWS.reset(token)


def numbers_before(sizes: tuple[Size, ...]) -> Size:
    """How many numbers of a whole batch come before a tensor of these sizes."""
    known = _ROWS.get()
    if known is None or not sizes:
        return 0
    before = known.in_place_of_rows(sizes[0], known.first)
    return 0 if before is None else before * prod(sizes[1:])


def of_whole_batch(draw: Callable[..., Any], sizes: tuple[Size, ...]) -> Tensor:
    """``draw(sizes)``; of numbers that come one after the other, all rows are drawn."""
    known = _ROWS.get()
    numbers: Tensor
    if known is None or not sizes:
        numbers = draw(sizes)
        return numbers
    total = known.in_place_of_rows(sizes[0], known.total)
    first = known.in_place_of_rows(sizes[0], known.first)
    if total is None or first is None:
        numbers = draw(sizes)
        return numbers
    numbers = draw((total, *sizes[1:]))[first : first + sizes[0]]
    return numbers
