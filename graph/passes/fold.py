"""Constants: computed when all inputs are known, merged when they are equal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from graph.ir.dims import Dim
from graph.ir.dispatch import as_symbolic
from graph.ir.leaves import Constant, SizeValue
from graph.ir.program import Program
from graph.ir.recipe import constant
from graph.ir.subgraph import bodies_of
from graph.ops.elementwise.cast import Cast
from graph.ops.shape.broadcast import BroadcastTo, broadcast_to
from graph.passes.rewriting import RuleTable

if TYPE_CHECKING:
    from graph.ir.node import Node
    from graph.ir.tensor import SymbolicTensor


#: results with more elements than this are cheaper to compute than to keep
MOST_ELEMENTS = 65536
#: bytes that are weights stay bytes above this number
MOST_FLOATS_OF_BYTES = 256

fold_rules = RuleTable("fold_constants")


@fold_rules.on()
def fold(node: Node) -> Any:
    """An op whose inputs are all constants becomes a constant."""
    op = node.op
    if op.is_unique or not node.inputs or isinstance(op, BroadcastTo):
        return None
    if not all(isinstance(t.op, Constant) for t in node.inputs):
        return None
    if not node.specs[0].is_static or cast(int, node.specs[0].size) > MOST_ELEMENTS:
        return None
    if (op.takes_sizes and op.symbols()) or bodies_of(op) or is_kept_in_bytes(node):
        return None
    try:
        with np.errstate(all="ignore"):
            return constant(op.kernel(*[t.op.array for t in node.inputs]))
    except (ArithmeticError, LookupError, ValueError):
        return None  # it fails again when it runs, if it runs, and is named then


def is_kept_in_bytes(node: Node) -> bool:
    """Whether it makes floats of int8: whoever keeps bytes wants few of them."""
    is_small = isinstance(node.op, Cast) and node.inputs[0].dtype == np.int8
    return is_small and cast(int, node.specs[0].size) > MOST_FLOATS_OF_BYTES


@fold_rules.on(SizeValue)
def fold_size(node: Node) -> Any:
    """A size that is a plain number becomes a constant."""
    size = node.op.size
    return None if isinstance(size, Dim) else constant(np.int64(size))


def merge_constants(program: Program) -> Program:
    """Equal small constants become one node, so that identical users are shared too;
    a broadcast number becomes a number that is broadcast."""
    return merge_rules()(program)


def merge_rules() -> RuleTable:
    """The rule that merges equal constants of one program."""
    known: dict[Any, Any] = {}
    table = RuleTable("merge_constants")

    @table.on(Constant)
    def merge(node: Node) -> SymbolicTensor | None:
        array = node.op.array
        if array.size > 1 and not any(array.strides):  # one number, broadcast
            scalar = merge(constant(array[(0,) * array.ndim]).node)
            return as_symbolic(broadcast_to(scalar, array.shape))
        if array.size > 1024:
            return None
        key = (array.dtype, array.shape, array.tobytes())
        result: SymbolicTensor | None = known.setdefault(key, node.output())
        return result

    return table
