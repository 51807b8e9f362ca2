"""Functions with a gradient of the user's own."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.autodiff.arguments import ARRAYS, NUMBERS, tensor_arguments
from graph.autodiff.reverse import gradient_of
from graph.ir.dispatch import apply, as_symbolic, as_tensor, is_symbolic
from graph.ir.dtypes import kind_of
from graph.ir.errors import GradientError, describe
from graph.ir.op import Op
from graph.ir.origin import here
from graph.ir.spec import Spec
from graph.ir.structure import flatten
from graph.ir.subgraph import Subgraph, substitute
from graph.ir.tensor import Tensor
from graph.ir.trace import active_recorders
from graph.ir.trace_bodies import trace_body
from graph.ops.control.bodies import (
    outputs_of,
    pack_tensors,
    sizes_may_agree,
    tensor_leaves,
)
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.selection import zero_like
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike
    from graph.ir.tensor import EagerTensor, SymbolicTensor


class CustomGradient(Op):
    """The first ``count`` inputs; their gradient is that of the body.

    The body takes the cotangents of the outputs and what it captures; it returns those
    of the arguments in the places ``given``. Inputs are results, arguments, and what
    the body captures.
    """

    backward: Subgraph
    count: int
    arguments: int
    given: tuple[int, ...]
    is_marker = True

    def infer(self, *inputs: Spec) -> tuple[Spec, ...]:
        return inputs[: self.count]

    def kernel(self, *arrays: np.ndarray) -> np.ndarray | tuple[np.ndarray, ...]:
        results = tuple(map(np.array, arrays[: self.count]))
        return results if self.count > 1 else results[0]


@gradient_of(CustomGradient)
def _replayed_gradient(
    op: CustomGradient,
    inputs: tuple[SymbolicTensor, ...],
    outputs: tuple[SymbolicTensor, ...],
    dys: Sequence[Any],
    wanted: Sequence[bool],
) -> list[SymbolicTensor | None]:
    captured = inputs[op.count + op.arguments :]
    dys = [as_symbolic(zero_like(y) if d is None else d) for d, y in zip(dys, outputs)]
    replaced = dict(zip(op.backward.params, [*dys, *captured]))
    result: list[Any] = [None] * len(inputs)
    for place, dx in zip(op.given, substitute(op.backward.outputs, replaced)):
        result[op.count + place] = dx
    return result


class CustomGradientNow(Op, abstract=True):
    """The first ``count`` inputs, which are values; the gradient is a function."""

    function: Callable[..., Any]
    count: int

    def infer(self, *inputs: Spec) -> tuple[Spec, ...]:
        return inputs[: self.count]

    def kernel(
        self, *arrays: Any
    ) -> float | np.ndarray | tuple[float | np.ndarray, float]:
        results = arrays[: self.count]
        return results if self.count > 1 else results[0]


@gradient_of(CustomGradientNow)
def _called_gradient(
    op: CustomGradientNow,
    inputs: Sequence[EagerTensor],
    outputs: tuple[EagerTensor, ...],
    dys: Sequence[Any],
    wanted: Sequence[bool],
) -> list[Any]:
    dys = [zero_like(y) if d is None else d for d, y in zip(dys, outputs)]
    result: list[EagerTensor | None] = [None] * op.count + op.function(*dys)
    return result


@public
def custom_gradient(f: Callable[..., Any]) -> Callable[..., Any]:
    """Makes a function that returns ``(y, grad)`` a function of y with that gradient.

    Args:
        f: takes tensors (in any nesting); returns a nesting of tensors, and a function
            ``grad(*dys)`` of one cotangent for each tensor of y, which returns the
            cotangent of each argument, None where there is none. ``grad(*args,
            upstream)`` is called with the cotangent as ``upstream``.

    Returns:
        A function that works on values, under tapes, and on symbolic tensors.

    Raises:
        GradientError: when called: f returns no pair, or grad not one cotangent for
            each argument, or of another shape.

    Gradient:
        What grad returns; further orders differentiate grad. What f takes from outside
        its arguments gets none.

    Example:
        >>> import graph
        >>> @graph.custom_gradient
        ... def clipped(x):
        ...     return x, lambda dy: graph.clip(dy, -1.0, 1.0)
        >>> x = graph.placeholder("float32", (), "x")
        >>> (dx,) = graph.gradients(clipped(x) * 5.0, [x])
        >>> float(graph.Session().run(dx, {x: 2.0}))
        1.0
    """

    @functools.wraps(f)
    def call(*args: Any, **kwargs: Any) -> Tensor | tuple[Tensor, TensorLike]:
        xs, rebuild = tensor_arguments(args, (*ARRAYS, *NUMBERS))
        result = f(*rebuild(xs), **kwargs)
        if not (isinstance(result, tuple) and len(result) == 2 and callable(result[1])):
            raise GradientError(
                describe(
                    "custom_gradient: the function must return (result, grad)",
                    {"returned": repr(result)},
                    "return the result and a function of its cotangents",
                    str(here()),
                )
            )
        y, grad = result
        ys = tensor_leaves(y)
        pull_back = _checked(grad, xs)
        if any(map(is_symbolic, [*xs, *ys])):
            return pack_tensors(y, _as_nodes(ys, xs, pull_back))
        if not active_recorders():
            found: Tensor | tuple[Tensor, TensorLike] = y
            return found
        op = CustomGradientNow(pull_back, len(ys))
        return pack_tensors(y, outputs_of(apply(op, *ys, *xs)))

    return call


def _as_nodes(
    ys: Sequence[Tensor], xs: Sequence[Tensor], pull_back: Callable[..., Any]
) -> tuple[Tensor, ...]:
    """The results with the graph of their gradient, traced now."""
    ys, xs = [as_symbolic(y) for y in ys], [as_symbolic(x) for x in xs]
    given: list[int] = []

    def traced(*dys: SymbolicTensor) -> list[SymbolicTensor]:
        found = pull_back(*dys)
        given.extend(i for i, dx in enumerate(found) if dx is not None)
        return [dx for dx in found if dx is not None]

    body, captured = trace_body(traced, [y.spec for y in ys], "dy")
    op = CustomGradient(body, len(ys), len(xs), tuple(given))
    return outputs_of(apply(op, *ys, *xs, *captured))


def _checked(grad: Callable[..., Any], xs: Sequence[Tensor]) -> Callable[..., Any]:
    """grad as a function of cotangents that returns a list, one item for each x."""
    by_name = _takes_upstream(grad)

    def pull_back(*dys: Tensor) -> list[Tensor | None]:
        if by_name:
            found = grad(upstream=dys[0] if len(dys) == 1 else dys)
        else:
            found = grad(*dys)
        leaves = flatten(found)
        dxs = [None if dx is None else as_tensor(dx) for dx in leaves]
        fits = len(dxs) == len(xs) and all(
            dx is None or sizes_may_agree(dx.spec.shape, x.spec.shape)
            for dx, x in zip(dxs, xs)
        )
        if not fits:
            raise GradientError(
                describe(
                    "custom_gradient: grad must return a cotangent for each argument",
                    {
                        "arguments": [x.spec for x in xs],
                        "returned": [None if d is None else d.spec for d in dxs],
                    },
                    "return tensors of the shapes of the arguments, or None",
                    str(here()),
                )
            )
        return [
            cast(dx, x.dtype) if dx is not None and kind_of(x.dtype) in "fc" else None
            for dx, x in zip(dxs, xs)
        ]

    return pull_back


def _takes_upstream(grad: Callable[..., Any]) -> bool:
    """Whether the cotangent must be given by the name ``upstream``."""
    parameter = inspect.signature(grad).parameters.get("upstream")
    return (
        parameter is not None
        and parameter.kind is inspect.Parameter.KEYWORD_ONLY
        and parameter.default is inspect.Parameter.empty
    )
