"""Ops that only look at the elements of their input in another way."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from graph.engines.native.views import View, row_major
from graph.ir.dims import Dim, Size, size_max
from graph.ir.node import Node
from graph.ir.op import Op
from graph.ops.shape.broadcast import BroadcastTo
from graph.ops.shape.reshape import Reshape
from graph.ops.shape.slice import Slice
from graph.ops.shape.transpose import Transpose

_RULES: dict[type[Op], Callable[[Node, View], View | None]] = {}


def view_through(node: Node, view: View) -> View | None:
    """The output of a node as a view of the buffer behind its input, or None."""
    rule = _RULES.get(type(node.op))
    return None if rule is None else rule(node, view)


def is_view_op(op: Op) -> bool:
    return type(op) in _RULES


def _views(op: type[Op]) -> Callable[..., Any]:
    def register(rule: Callable[..., Any]) -> Callable[..., Any]:
        _RULES[op] = rule
        return rule

    return register


@_views(Transpose)
def _transposed(node: Node, view: View) -> View:
    perm = node.op.perm
    return view._replace(
        shape=tuple(view.shape[i] for i in perm),
        strides=tuple(view.strides[i] for i in perm),
    )


@_views(BroadcastTo)
def _broadcast(node: Node, view: View) -> View:
    shape = node.specs[0].shape
    missing = len(shape) - len(view.shape)
    strides: list[Size] = [0] * missing
    for size, stride, target in zip(view.shape, view.strides, shape[missing:]):
        if size != target and isinstance(size, Dim):  # it is 1, or they are equal
            stride = stride * (1 - size_max(2 - size, 0))
        strides.append(0 if size == 1 and target != 1 else stride)
    return view._replace(shape=shape, strides=tuple(strides))


@_views(Slice)
def _sliced(node: Node, view: View) -> View:
    op, offset = node.op, view.offset
    for start, stride in zip(op.starts, view.strides):
        offset = offset + start * stride
    strides = tuple(a * b for a, b in zip(view.strides, op.steps))
    return view._replace(shape=node.specs[0].shape, strides=strides, offset=offset)


@_views(Reshape)
def _reshaped(node: Node, view: View) -> View | None:
    shape = node.specs[0].shape
    if view.is_contiguous:
        return view._replace(shape=shape, strides=row_major(shape))
    strides = _split_strides(view, shape)
    return None if strides is None else view._replace(shape=shape, strides=strides)


def _split_strides(view: View, shape: tuple[Size, ...]) -> tuple[Size, ...] | None:
    """The strides of a reshaped view, where runs of axes match in size."""
    old = [(n, s) for n, s in zip(view.shape, view.strides) if n != 1]
    new = [n for n in shape if n != 1]
    result: list[Size] = []
    while old or new:
        sources, targets = [], []
        have: Size = 1
        want: Size = 1
        while not sources or have != want:
            # take an axis from the side that is behind, old axes first
            if old and (not sources or (targets and _is_behind(have, want))):
                sources.append(old.pop(0))
                have = have * sources[-1][0]
            elif new:
                targets.append(new.pop(0))
                want = want * targets[-1]
            else:
                return None
        for (_, outer), (size, inner) in itertools.pairwise(sources):
            if outer != size * inner:
                return None
        step = sources[-1][1]
        run: list[Size] = []
        for size in reversed(targets):
            run.insert(0, step)
            step = step * size
        result += run
    kept = iter(result)
    return tuple(0 if n == 1 else next(kept) for n in shape)


def _is_behind(have: Size, want: Size) -> bool:
    """Whether a product of sizes lacks a factor that another one has."""
    if isinstance(have, int) and isinstance(want, int):
        return have < want
    return have * (want // have) == want
