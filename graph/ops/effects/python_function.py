"""Calling Python with numpy arrays while a graph runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from graph.ir.dims import Dim, Size, symbol
from graph.ir.dispatch import apply, as_symbolic, as_tensor, is_symbolic
from graph.ir.dtypes import kind_of
from graph.ir.errors import ArgumentError, DTypeError, GraphError, ShapeError, describe
from graph.ir.op import Op
from graph.ir.origin import here
from graph.ir.spec import Spec, spec_of
from graph.ir.structure import flatten, pack_like
from graph.ir.tensor import Tensor
from graph.ir.trace import active_trace
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


class PyFunction(Op):
    """ys = function(*arrays); dxs = gradient(*dys, *arrays).

    None among the sizes of a result stands for any size.
    """

    function: Callable[..., Any]
    label: str
    dtypes: tuple[np.dtype, ...]
    shapes: tuple[tuple[Size | Any, ...], ...]
    gradient: Callable[..., Any] | None
    made_by: str
    is_effect = True
    is_unique = True

    def infer(self, *inputs: Spec) -> tuple[Spec, ...]:
        return tuple(Spec(d, s) for d, s in zip(self.dtypes, self.shapes))

    def kernel(self, *arrays: np.ndarray) -> np.ndarray | tuple[np.ndarray, ...]:
        # copies: the function may keep what it is given, and the engine reuses it
        found = flatten(self.function(*map(np.array, arrays)))
        if len(found) != len(self.dtypes):
            raise ArgumentError(
                describe(
                    f"{self.label} returned another number of arrays than declared",
                    {"returned": len(found), "declared": len(self.dtypes)},
                    "return one for each spec",
                    self.made_by,
                )
            )
        results = tuple(map(self._checked, range(len(found)), found))
        return results if len(results) > 1 else results[0]

    def _checked(self, number: int, value: float | np.ndarray) -> np.ndarray:
        """A result as a fresh array of the declared dtype and shape."""
        declared = Spec(self.dtypes[number], self.shapes[number])
        array = np.array(value)
        if not hasattr(value, "dtype") and np.can_cast(
            array.dtype, declared.dtype, "same_kind"
        ):
            array = array.astype(declared.dtype)  # numbers of Python have no size
        same_dtype = array.dtype == declared.dtype
        if same_dtype and len(declared.shape) == array.ndim:
            sizes = zip(declared.shape, array.shape)
            if all(size is None or size == number for size, number in sizes):
                return array
        error: type[GraphError] = ShapeError
        wrong, hint = "shape", "declare the shape that it returns"
        if not same_dtype:
            wrong, error = "dtype", DTypeError
            hint = f'return array.astype("{declared.dtype}")'
        raise error(
            describe(
                f"{self.label} returned another {wrong} than declared",
                {f"result {number}": spec_of(array), "declared": declared},
                hint,
                self.made_by,
            )
        )

    def vjp(self, dy: Tensor, y: Tensor, *inputs: Tensor) -> Cotangents:
        if self.gradient is None:
            raise NotImplementedError(
                f"{self.label} (made by {self.made_by}) has no gradient: pass "
                "gradient=..., or wrap the call in graph.stop_gradient"
            )
        flowing = [x for x in inputs if kind_of(x.dtype) in "fc"]
        dys = dy if isinstance(dy, tuple) else (dy,)
        given = [*dys, *inputs]
        label = f"gradient of {self.label}"
        specs = [x.spec for x in flowing]
        found = iter(_called(self._pulled, given, specs, None, label))
        return tuple(next(found) if kind_of(x.dtype) in "fc" else None for x in inputs)

    def _pulled(self, *arrays: np.ndarray) -> list[float | np.ndarray]:
        """The cotangents of the floating inputs, zeros where the gradient says None."""
        inputs = arrays[len(self.dtypes) :]
        found = flatten(cast("Callable[..., Any]", self.gradient)(*arrays))
        if len(found) != len(inputs):
            raise ArgumentError(
                describe(
                    f"{self.label}: the gradient returns one array, or None, for each "
                    "input",
                    {"returned": len(found), "inputs": len(inputs)},
                    made_by=self.made_by,
                )
            )
        return [
            np.zeros_like(x) if dx is None else dx
            for x, dx in zip(inputs, found)
            if kind_of(x.dtype) in "fc"
        ]

    def __repr__(self) -> str:
        return self.label


@public
def py_function(
    function: Callable[..., Any],
    inputs: Sequence[TensorLike],
    specs: Spec | dict[str, Spec] | list[Any],
    gradient: Callable[..., Any] | None = None,
) -> Tensor | dict[str, Tensor] | None:
    """function(*inputs), called with numpy arrays whenever the graph runs.

    On values it is called now. Inside a trace it is called in each run, once, in the
    order of the program, whether its results are used or not.

    Args:
        function: takes an array for each input, returns a nesting of arrays; it may
            keep what it gets.
        inputs: a list of tensors.
        specs: a nesting of `graph.Spec` (or of tensors like the results), one for each
            result. A size is a number, a size of another tensor
            (``graph.shape(x)[0]``), or the name of a shared size. An empty list for a
            function that returns nothing.
        gradient: takes the cotangents of the results, then the inputs, as arrays;
            returns one cotangent for each input, or None in its place. None if there is
            no gradient.

    Returns:
        Tensors in the nesting of ``specs``; None if that is empty.

    Raises:
        ArgumentError: a size is None, or the function returns another number of arrays.
        DTypeError, ShapeError: when it runs: a result is not what was declared.
        ExecutionError: when a graph runs: the function raised; the cause is its error.

    Gradient:
        By ``gradient``, of first order. A backward pass that computes a branch, or what
        is in a `checkpoint`, again also calls the function again.

    Example:
        >>> import graph
        >>> import numpy as np
        >>> x = graph.placeholder("float32", (None,), "x")
        >>> y = graph.py_function(np.sort, [x], x.spec)
        >>> graph.Session().run(y, {x: [3.0, 1.0, 2.0]})
        array([1., 2., 3.], dtype=float32)
    """
    name = getattr(function, "__name__", type(function).__name__)
    leaves = [getattr(spec, "spec", spec) for spec in flatten(specs)]
    results = _called(function, inputs, leaves, gradient, f"py_function {name!r}")
    return pack_like(specs, list(results)) if leaves else None


def _called(
    function: Any,
    inputs: Sequence[TensorLike],
    specs: Sequence[Spec],
    gradient: Callable[..., Any] | None,
    label: str,
) -> tuple[Tensor, ...]:
    """The results as a tuple; an op has an input and a result at least."""
    now = active_trace() is None and not any(map(is_symbolic, inputs))
    tensors = [as_tensor(x) if now else as_symbolic(x) for x in inputs]
    if not tensors:
        tensors, function = [as_tensor(False)], _without_arguments(function)
    if not specs:
        specs, function = [Spec(np.bool_)], _without_result(function)
    shapes = tuple(_sizes(spec, now) for spec in specs)
    dtypes = tuple(spec.dtype for spec in specs)
    op = PyFunction(function, label, dtypes, shapes, gradient, str(here()))
    results = apply(op, *(tensors if now else map(as_symbolic, tensors)))
    return results if isinstance(results, tuple) else (results,)


def _without_arguments(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda _: function()


def _without_result(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arrays: np.ndarray) -> bool:
        function(*arrays)
        return False

    return call


def _sizes(spec: Spec, now: bool) -> tuple[Size | None, ...]:
    """The sizes of a result; on values an unknown one is what it turns out to be."""
    if now:
        return tuple(s if isinstance(s, int) else None for s in spec.shape)
    if None in spec.shape:
        raise ArgumentError(
            describe(
                "py_function: the sizes of results must be known, or be sizes of other "
                "tensors",
                {"spec": spec},
                "write graph.shape(x)[axis] in place of None",
                str(here()),
            )
        )
    return tuple(
        size if isinstance(size, (int, Dim)) else symbol(size, shared=True)
        for size in spec.shape
    )
