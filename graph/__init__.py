"""The engine of Kerasish: symbolic graphs, their gradients, and what runs them.

Example:
    >>> import graph
    >>> x = graph.placeholder("float32", (None,), "x")
    >>> y = graph.sum(x * x)
    >>> (dx,) = graph.gradients(y, [x])
    >>> graph.Session().run(dx, {x: [1.0, 2.0]})
    array([2., 4.], dtype=float32)
"""

from types import ModuleType as _Module

from graph import autodiff as _autodiff
from graph import batching as _batching
from graph import debug
from graph import executor as _executor
from graph import ops as _ops
from graph.exchange import formats as _formats
from graph.ir.cached_property import cached_property
from graph.ir.dims import Dim, size_max, symbol
from graph.ir.dispatch import apply, as_symbolic, as_tensor, is_symbolic
from graph.ir.dtypes import BFLOAT16, as_dtype, finfo, is_bfloat16, kind_of, promoted
from graph.ir.eager_plan import planned
from graph.ir.errors import (
    ArgumentError,
    BoundsError,
    DTypeError,
    ExecutionError,
    FeedError,
    GradientError,
    GraphError,
    NonFiniteError,
    ShapeError,
    SymbolicError,
    VerificationError,
    describe,
)
from graph.ir.op import REGISTRY, Op
from graph.ir.origin import here, is_library, mark_as_library, name_scope
from graph.ir.printer import print_graph
from graph.ir.recipe import constant
from graph.ir.spec import Spec
from graph.ir.structure import (
    flatten,
    map_leaves,
    pack_like,
    packer,
    parts_of,
    with_parts,
)
from graph.ir.tensor import EagerTensor, SymbolicTensor, Tensor
from graph.ir.trace import Trace, active_trace, not_tracing, recording, tracing
from graph.ir.variable import Variable
from graph.ir.verifier import verify
from graph.ops.loading import load_all as _load_all
from graph.ops.numpy_protocol import attach_numpy_protocol as _attach_numpy
from graph.ops.operators import COMPARISON_FUNCTIONS, OPERATOR_FUNCTIONS
from graph.ops.operators import attach_operators as _attach_operators
from graph.ops.public import PUBLIC

for _package in (_ops, _batching, _autodiff, _executor):
    _load_all(_package)
_attach_operators()
_attach_numpy()
globals().update(PUBLIC)

__all__ = [
    name
    for name, value in globals().items()
    if not name.startswith("_") and (not isinstance(value, _Module) or value is debug)
]
