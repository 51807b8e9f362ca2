"""Einstein summation, as a chain of contractions in an order that numpy finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dims import Dim
from graph.ir.dispatch import apply
from graph.ir.errors import ArgumentError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.contraction.dot_general import DotGeneral
from graph.ops.elementwise.arithmetic import multiply
from graph.ops.promotion import common_dtype, to_dtype
from graph.ops.public import public
from graph.ops.shape.broadcast import Sum, broadcast_to
from graph.ops.shape.reshape import reshape
from graph.ops.shape.slice import pad_constant, slice_axes
from graph.ops.shape.transpose import transpose

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import TensorLike


_UNKNOWN_SIZE = 97  # stands for a symbolic size when the order is chosen


@public
def einsum(subscripts: str, *operands: TensorLike) -> Tensor:
    """Sums of products, named by letters: ``einsum("bij,bjk->bik", x, y)``.

    Args:
        subscripts: comma-separated letters for the axes of each operand, then
            ``->`` and those of the result; without ``->`` the letters that stand
            once, sorted. ``...`` stands for axes that broadcast.
        operands: as many tensors as there are terms.

    Raises:
        ArgumentError: the subscripts do not fit the operands.

    Example:
        >>> import graph
        >>> graph.einsum("ij,j->i", [[1.0, 2.0], [3.0, 4.0]], [1.0, 1.0]).numpy()
        array([3., 7.])
    """
    dtype = common_dtype(*operands)
    tensors = [to_dtype(x, dtype) for x in operands]
    terms, result = _parse(subscripts, tensors)
    pending = [_diagonals(x, t) for x, t in zip(tensors, terms)]
    for group in _order(pending, result):
        done, *others = [pending[i] for i in group]
        pending = [p for i, p in enumerate(pending) if i not in group]
        while others:  # more than one where they share no letters
            second = others.pop(0)
            keep = set(result).union(*(t for _, t in [*pending, *others]))
            done = _contract(done, second, keep)
        pending.append(done)
    x, letters = pending[0]
    x, letters = _sum_out(x, letters, set(result))
    return transpose(x, [letters.index(c) for c in result])


def _parse(subscripts: str, tensors: Sequence[Tensor]) -> tuple[list[str], str]:
    text = subscripts.replace(" ", "")
    left, arrow, result = text.partition("->")
    terms = left.split(",")
    if len(terms) != len(tensors):
        raise _bad(subscripts, tensors, f"{len(terms)} terms, {len(tensors)} operands")
    dots = 0
    for term, x in zip(terms, tensors):
        letters = term.replace("...", "", 1)
        rest = x.ndim - len(letters)
        if "." in letters or (rest < 0 if "..." in term else rest):
            raise _bad(subscripts, tensors, f"{term!r} does not name {x.ndim} axes")
        if "..." in term:
            dots = max(dots, rest)
    free = [c for c in map(chr, range(0x3B1, 0x3B1 + 64)) if c not in text]
    names = "".join(free[:dots])
    terms = [
        t.replace("...", names[dots - (x.ndim - len(t) + 3) :])
        for t, x in zip(terms, tensors)
    ]
    _check_sizes(subscripts, tensors, terms)
    if not arrow:
        joined = "".join(terms)
        once = sorted(c for c in set(joined) - set(names) if joined.count(c) == 1)
        result = names + "".join(once)
    result = result.replace("...", names)
    if not set(result) <= set("".join(terms)) or len(set(result)) != len(result):
        raise _bad(subscripts, tensors, "the result names unknown or repeated letters")
    return terms, result


def _check_sizes(
    subscripts: str, tensors: Sequence[Tensor], terms: Sequence[str]
) -> None:
    """A letter stands for one size; 1 meets every other, but not on a diagonal."""
    sizes: dict[Any, Any] = {}
    for term, x in zip(terms, tensors):
        own: dict[Any, Any] = {}
        for letter, size in zip(term, x.spec.shape):
            for known, ones in ((own, False), (sizes, True)):
                other = known.setdefault(letter, size)
                if isinstance(other, Dim) or (ones and other == 1):
                    known[letter] = size
                elif (
                    isinstance(size, int) and size != other and not (ones and size == 1)
                ):
                    what = f"letter {letter!r} stands for sizes {other} and {size}"
                    raise _bad(subscripts, tensors, what)


def _bad(subscripts: str, tensors: Sequence[Tensor], what: str) -> ArgumentError:
    return ArgumentError(
        describe(
            f"einsum: {what}",
            {"subscripts": repr(subscripts)}
            | {f"x{i}": x.spec for i, x in enumerate(tensors)},
            "name each axis of each operand with one letter",
            str(here()),
        )
    )


def _diagonals(x: Tensor, letters: str) -> tuple[Tensor, str]:
    """Letters that repeat within one operand become its diagonal."""
    while len(set(letters)) < len(letters):
        c = next(c for c in letters if letters.count(c) > 1)
        i = letters.index(c)
        j = letters.index(c, i + 1)
        rest = [k for k in range(x.ndim) if k not in (i, j)]
        x = _diagonal(transpose(x, [*rest, i, j]))
        letters = "".join(letters[k] for k in rest) + c
    return x, letters


def _diagonal(x: Any) -> Any:
    """x[..., i, i]: in rows of n + 1 elements instead of n, it is the first column."""
    *lead, n, _ = x.spec.shape
    none = (0,) * len(lead)
    flat = pad_constant(reshape(x, (*lead, n * n)), (*none, 0), (*none, n))
    rows = reshape(flat, (*lead, n, n + 1))
    column = slice_axes(rows, (*none, 0, 0), (*lead, n, 1))
    return reshape(column, (*lead, n))


def _order(pending: Sequence[tuple[Tensor, str]], result: str) -> list[tuple[int, ...]]:
    """Groups of operands to contract, mostly pairs, by numpy's greedy path."""
    if len(pending) < 3:
        return [tuple(range(len(pending)))]
    arrays = [
        np.broadcast_to(
            np.float32(0),
            [_UNKNOWN_SIZE if isinstance(s, Dim) else s for s in x.spec.shape],
        )
        for x, _ in pending
    ]
    text = ",".join(t for _, t in pending) + "->" + result
    ascii_names = {c: chr(65 + i) for i, c in enumerate(sorted(set(text) - set(",->")))}
    text = "".join(ascii_names.get(c, c) for c in text)
    if any(1 in a.shape for a in arrays):
        pairs = [(0, len(pending) - 2 - i) for i in range(len(pending) - 2)]
        return [(0, 1), *pairs]
    path, _ = np.einsum_path(text, *arrays, optimize=("greedy", 2**62))
    return [tuple(sorted(p)) for p in path[1:]]


def _sum_out(x: Tensor, letters: str, keep: set[str]) -> tuple[Tensor, str]:
    axes = [i for i, c in enumerate(letters) if c not in keep]
    if not axes:
        return x, letters
    return apply(Sum(tuple(axes)), x), "".join(c for c in letters if c in keep)


def _contract(
    first: tuple[Tensor, str], second: tuple[Tensor, str], keep: set[str]
) -> tuple[Tensor, str]:
    (x, lx), (y, ly) = first, second
    x, lx = _sum_out(x, lx, keep | set(ly))
    y, ly = _sum_out(y, ly, keep | set(lx))
    x, y = _match_ones(x, lx, y, ly)
    shared = [c for c in lx if c in ly]
    if not shared:
        outer = multiply(
            reshape(x, (*x.spec.shape, *[1] * y.ndim)),
            reshape(y, (*[1] * x.ndim, *y.spec.shape)),
        )
        return outer, lx + ly
    batch = [c for c in shared if c in keep]
    inner = [c for c in shared if c not in keep]
    op = DotGeneral(
        (tuple(map(lx.index, inner)), tuple(map(ly.index, inner))),
        (tuple(map(lx.index, batch)), tuple(map(ly.index, batch))),
    )
    free = [c for c in lx if c not in shared] + [c for c in ly if c not in shared]
    return apply(op, x, y), "".join(batch + free)


def _match_ones(x: Tensor, lx: str, y: Tensor, ly: str) -> tuple[Tensor, Tensor]:
    """Axes of size 1 that meet longer ones (in ``...``) are repeated."""
    sizes_x = dict(zip(lx, x.spec.shape))
    sizes_y = dict(zip(ly, y.spec.shape))

    def widened(
        own: Mapping[str, Size], other: Mapping[str, Size], letters: str
    ) -> list[Size]:
        return [
            other[c] if own[c] == 1 and other.get(c, 1) != 1 else own[c]
            for c in letters
        ]

    x = broadcast_to(x, widened(sizes_x, sizes_y, lx))
    return x, broadcast_to(y, widened(sizes_y, sizes_x, ly))
