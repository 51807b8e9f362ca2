"""Checks around what a user's op computes: what the methods return is what they say."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dispatch import as_tensor
from graph.ir.errors import DTypeError, GradientError, ShapeError
from graph.ir.op import Op
from graph.ir.spec import spec_of
from graph.ops.control.bodies import sizes_may_agree

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents
    from graph.ir.tensor import Tensor


def check_results(op_class: type[Any]) -> None:
    """Puts checks around the kernel and the gradient of a class, once."""
    if op_class.kernel is not Op.kernel:
        op_class.kernel = _checked_kernel(inspect.getattr_static(op_class, "kernel"))
    if op_class.vjp is not Op.vjp:
        op_class.vjp = _checked_vjp(inspect.getattr_static(op_class, "vjp"))


def _checked_kernel(kernel: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(kernel)
    def checked(self: Any, *arrays: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        found = kernel.__get__(self, type(self))(*arrays)
        results = found if isinstance(found, tuple) else (found,)
        specs = self.infer(*map(spec_of, arrays))
        specs = specs if isinstance(specs, tuple) else (specs,)
        if len(results) != len(specs):
            self.fail(
                f"the kernel gives {len(results)} results, infer {len(specs)}",
                "return a tuple with one array for each spec",
            )
        results = tuple(map(np.asarray, results))
        for number, (result, spec) in enumerate(zip(results, specs)):
            if spec_of(result) != spec:
                same = result.dtype == spec.dtype
                self.fail(
                    f"result {number} of the kernel is not what infer says",
                    "make the kernel return what infer says, or infer say what it is",
                    ShapeError if same else DTypeError,
                    infer=spec,
                    kernel=spec_of(result),
                )
        return results if isinstance(found, tuple) else results[0]

    return checked


def _checked_vjp(vjp: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(vjp)
    def checked(
        self: Any,
        dy: Tensor | tuple[Tensor, ...],
        y: Tensor | tuple[Tensor, ...],
        *inputs: Tensor,
    ) -> Cotangents:
        found: Cotangents = vjp.__get__(self, type(self))(dy, y, *inputs)
        if not isinstance(found, (tuple, list)) or len(found) != len(inputs):
            self.fail(
                f"vjp must return a tuple of {len(inputs)} cotangents",
                "one for each input, None where there is no gradient",
                GradientError,
                returned=type(found).__name__,
            )
        for number, (dx, x) in enumerate(zip(found, inputs)):
            if dx is None:
                continue
            got, want = as_tensor(dx).spec, as_tensor(x).spec
            if got.dtype != want.dtype or not sizes_may_agree(got.shape, want.shape):
                self.fail(
                    f"cotangent {number} of vjp is not like its input",
                    "give it the dtype and shape of the input",
                    GradientError,
                    input=want,
                    cotangent=got,
                )
        return found

    return checked
