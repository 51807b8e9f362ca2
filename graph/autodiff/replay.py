"""The walk back over ops that ran: the eager twin of ``graph.autodiff.reverse``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import numpy as np

from graph.autodiff.reverse import pull_back
from graph.ir.dispatch import as_tensor
from graph.ir.dtypes import kind_of
from graph.ir.errors import GradientError, ShapeError, describe
from graph.ir.op import Op
from graph.ir.origin import here
from graph.ir.tensor import EagerTensor
from graph.ops.elementwise.arithmetic import add
from graph.ops.shape.broadcast import sum_to_shape

if TYPE_CHECKING:
    from graph.ir.tensor import Tensor


#: an op that ran, what went in and what came out
Record = tuple[Op, Sequence[EagerTensor], Sequence[EagerTensor]]


def walk_records(
    records: Sequence[Record],
    targets: Sequence[Tensor],
    seeds: Sequence[Tensor | None],
    sources: Sequence[Tensor],
) -> dict[int, Tensor]:
    """Cotangents by the id of each tensor between the targets and the sources.

    Args:
        records: in the order in which they ran.
        targets: what is differentiated, floating-point tensors.
        seeds: the cotangents of the targets; None for ones.
        sources: the tensors whose cotangents are wanted.
    """
    between = _reached_from(records, sources)
    cotangents: dict[int, Tensor] = {}
    for target, seed in zip(targets, seeds):
        _accumulate(cotangents, target, _seed_of(target, seed))
    for op, inputs, outputs in reversed(records):
        dys = [cotangents.get(id(y)) for y in outputs]
        wanted = [id(x) in between and kind_of(x.dtype) in "fc" for x in inputs]
        if all(dy is None for dy in dys) or not any(wanted):
            continue
        pulled = pull_back(op, inputs, outputs, dys, wanted)
        for x, dx, is_wanted in zip(inputs, pulled, wanted):
            if dx is not None and is_wanted:
                if op.is_elementwise and dx.shape != x.shape:
                    dx = sum_to_shape(dx, x.shape)  # x was broadcast by the kernel
                _accumulate(cotangents, x, dx)
    return cotangents


def _reached_from(
    records: Sequence[tuple[Op, Sequence[EagerTensor], Sequence[EagerTensor]]],
    sources: Sequence[Tensor],
) -> set[int]:
    """Ids of the tensors that some source reaches: only they need cotangents."""
    reached = {id(x) for x in sources}
    for _, inputs, outputs in records:
        if any(id(x) in reached for x in inputs):
            reached.update(map(id, outputs))
    return reached


def _accumulate(cotangents: dict[int, Tensor], tensor: Tensor, dx: Tensor) -> None:
    known = cotangents.get(id(tensor))
    cotangents[id(tensor)] = dx if known is None else add(known, dx)


def _seed_of(target: Tensor, seed: Tensor | None) -> Tensor:
    if kind_of(target.dtype) not in "fc":
        raise GradientError(
            describe(
                "GradientTape: a target is not floating point",
                {"target": target.spec},
                'convert it first: graph.cast(target, "float32")',
                str(here()),
            )
        )
    if seed is None:
        return EagerTensor(np.ones(cast("tuple[int, ...]", target.shape), target.dtype))
    seed = as_tensor(seed)
    if seed.shape != target.shape:
        raise ShapeError(
            describe(
                "GradientTape: output_gradients must have the shape of the target",
                {"target": target.spec, "output_gradient": seed.spec},
                made_by=str(here()),
            )
        )
    return seed
