"""Axes moved, joined and cut by a pattern of names, as in einops."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from graph.ir.dims import Size
from graph.ir.dispatch import as_tensor
from graph.ir.errors import ArgumentError, ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.public import public
from graph.ops.shape.reshape import reshape
from graph.ops.shape.transpose import transpose

if TYPE_CHECKING:
    from graph.ir.errors import GraphError
    from graph.ir.hints import TensorLike


_TOKEN = re.compile(r"\s*(\(|\)|\.\.\.|1|[A-Za-z_]\w*)")


@public
def rearrange(x: TensorLike, pattern: str, /, **sizes: Size) -> Tensor:
    """x with its axes in the order and the groups of the right side of a pattern.

    Args:
        x: any tensor.
        pattern: "b (h w) c -> b c h w": names of the axes of x, then of the result. A
            group in brackets is one axis that holds several; "..." stands for any
            further axes, "1" for an axis of size 1.
        sizes: by name; in a group one may be left out.

    Raises:
        ArgumentError: a pattern that is not one, or names that differ on both sides.
        ShapeError: x does not have the axes of the left side.

    Source:
        Rogozhnikov (2022), "Einops: Clear and Reliable Tensor Manipulations".

    Example:
        >>> import graph
        >>> x = graph.zeros((2, 12, 3))
        >>> graph.rearrange(x, "b (h w) c -> b c h w", h=4).shape
        (2, 3, 4, 3)
    """
    x = as_tensor(x)
    left, right = _sides(pattern)
    left, right = _expand(pattern, left, right, x)
    found = dict(sizes)
    for group, size in zip(left, x.spec.shape):
        _solve(pattern, group, size, found)
    before = [name for group in left for name in group]
    after = [name for group in right for name in group]
    if sorted(before) != sorted(after) or len(set(before)) != len(before):
        raise _bad(pattern, "each name stands once on each side", ArgumentError, x)
    x = reshape(x, [found[name] for name in before])
    x = transpose(x, [before.index(name) for name in after])
    return reshape(x, [math.prod([found[n] for n in g], start=1) for g in right])


def _sides(pattern: str) -> list[list[list[str]]]:
    """The groups of names of both sides; "1" is an empty group."""
    sides = pattern.split("->")
    if len(sides) != 2:
        raise _bad(pattern, 'a pattern has two sides and "->" between them')
    return [_groups(pattern, side.strip()) for side in sides]


def _groups(pattern: str, side: str) -> list[list[str]]:
    groups, open_group, at = [], None, 0
    while at < len(side):
        match = _TOKEN.match(side, at)
        token = match and match[1]
        if token is None or (token == "(" and open_group is not None):
            raise _bad(pattern, f"{side[at:].strip()!r} cannot be read")
        at = match.end()
        if token == "(":
            open_group = []
        elif token == ")":
            if open_group is None:
                raise _bad(pattern, "a bracket is closed that was not opened")
            groups.append(open_group)
            open_group = None
        else:
            names = [] if token == "1" else [token]
            groups.append(names) if open_group is None else open_group.extend(names)
    if open_group is not None:
        raise _bad(pattern, "a bracket stays open")
    return groups


def _expand(
    pattern: str, left: Sequence[list[str]], right: Sequence[list[str]], x: Tensor
) -> tuple[list[list[str]], list[list[str]]]:
    """The groups with axes of their own in place of "..."."""
    more = x.ndim - len(left) + (["..."] in left)
    if more < 0 or (more and ["..."] not in left):
        raise _bad(pattern, f"the left side has not {x.ndim} axes", ShapeError, x)
    others = [f"...{i}" for i in range(more)]

    def expanded(side: Sequence[list[str]]) -> Iterator[list[str]]:
        for group in side:
            if group == ["..."]:
                yield from ([name] for name in others)
            else:
                names = ([n] if n != "..." else others for n in group)
                yield [name for part in names for name in part]

    return list(expanded(left)), list(expanded(right))


def _solve(
    pattern: str, group: Sequence[str], size: Size, found: dict[str, Size]
) -> None:
    """Finds the sizes of the names of one axis of x."""
    unknown = [name for name in group if name not in found]
    known = math.prod([found[n] for n in group if n in found], start=1)
    if len(unknown) > 1:
        what = f"the sizes of {' and '.join(unknown)} are not known"
        hint = f"give them as arguments, for example {unknown[0]}=2"
        raise _bad(pattern, what, ArgumentError, hint=hint)
    if isinstance(size, int) and isinstance(known, int):
        if size != known and not (unknown and known > 0 and size % known == 0):
            what = f"an axis of size {size} cannot be {known}"
            raise _bad(pattern, what + " times a number" * bool(unknown), ShapeError)
    if unknown:
        found[unknown[0]] = size // known


def _bad(
    pattern: str,
    what: str,
    error: type[Any] = ArgumentError,
    x: Tensor | None = None,
    hint: str = "",
) -> GraphError:
    got = {"pattern": repr(pattern)} | ({} if x is None else {"x": x.spec})
    result: GraphError = error(describe(f"rearrange: {what}", got, hint, str(here())))
    return result
