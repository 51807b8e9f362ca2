"""Gradients compared with central differences, in float64."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.autodiff.reverse import gradients
from graph.executor.callable import CompiledCallable
from graph.executor.session import placeholder
from graph.ir.dispatch import as_symbolic
from graph.ops.elementwise.complex import imag, real
from graph.ops.shape.broadcast import sum as total
from graph.testing.parts import part

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike
    from graph.ir.tensor import SymbolicTensor, Tensor
    from graph.testing.random_graphs import RandomGraph


#: elements of each input at which the derivative is measured
MOST_ELEMENTS = 16


def gradcheck(
    function: Callable[..., Any],
    inputs: Sequence[float | list[complex | float] | np.ndarray],
    order: int = 1,
    wrt: Sequence[int] | None = None,
    step: float = 1e-5,
    tolerance: float = 2e-6,
    seed: int = 0,
) -> None:
    """Compares the gradients of a function with central differences.

    The outputs are projected on random numbers; the derivative of that one number is
    measured at the elements of each input. For ``order=2`` the gradient itself is then
    checked as a function of the inputs and of the projection.

    Args:
        function: takes tensors, returns a tensor or several.
        inputs: arrays; floating point ones become float64 (complex ones complex128).
        order: 1 or 2.
        wrt: positions of the inputs to differentiate by; all floating point ones if
            None.
        step: of the differences, relative to elements larger than 1.
        tolerance: accepted difference, relative to derivatives larger than 1.
        seed: of the projection and of the choice of elements.

    Raises:
        AssertionError: names the input, the element and both derivatives.

    Example:
        >>> import graph
        >>> from graph.testing import gradcheck
        >>> gradcheck(lambda x: graph.sin(x) * x, [[0.3, 1.2]], order=2)
    """
    arrays = [_widest(x) for x in inputs]
    if wrt is None:
        wrt = [i for i, a in enumerate(arrays) if a.dtype.kind in "fc"]
    wrt = tuple(wrt)
    rng = np.random.default_rng(seed)
    shapes = [(y.shape, y.dtype) for y in _outputs(function, arrays) if _flows(y)]
    cotangents = [_random(rng, shape, dtype) for shape, dtype in shapes]

    def pulled_back(*tensors: TensorLike) -> list[SymbolicTensor]:
        xs, dys = tensors[: len(arrays)], tensors[len(arrays) :]
        ys = [y for y in _outputs(function, xs) if _flows(y)]
        return gradients(ys, [xs[i] for i in wrt], list(dys), unconnected="zero")

    _compare(function, pulled_back, arrays, cotangents, wrt, step, tolerance, rng)
    if order == 1:
        return
    with part("second derivatives"):
        both = (*wrt, *range(len(arrays), len(arrays) + len(cotangents)))
        gradcheck(
            pulled_back,
            [*arrays, *cotangents],
            order - 1,
            both,
            step,
            tolerance * 10,
            seed + 1,
        )


def _compare(
    function: Callable[..., Any] | RandomGraph,
    pulled_back: Callable[..., Any],
    arrays: Sequence[np.ndarray],
    cotangents: Sequence[np.ndarray],
    wrt: tuple[int, ...],
    step: float,
    tolerance: float,
    rng: np.random.Generator,
) -> None:
    xs = [placeholder(a.dtype, a.shape, f"x{i}") for i, a in enumerate(arrays)]
    dys = [placeholder(a.dtype, a.shape, f"dy{i}") for i, a in enumerate(cotangents)]
    ys = [as_symbolic(y) for y in _outputs(function, xs) if _flows(y)]
    number = as_symbolic(sum((_inner(y, dy) for y, dy in zip(ys, dys)), start=0.0))
    feeds = [*arrays, *cotangents]
    value = CompiledCallable([*xs, *dys], [number], engine="numpy")
    derivatives = list(pulled_back(*xs, *dys))
    exact = CompiledCallable([*xs, *dys], derivatives, engine="numpy")(feeds)
    for i, gradient in zip(wrt, exact):
        if gradient.shape != arrays[i].shape:
            raise AssertionError(
                f"gradcheck: the gradient by input {i} has shape {gradient.shape}, "
                f"the input {arrays[i].shape}"
            )
        for place, unit in _places(arrays[i], rng):
            h = step * max(1.0, abs(arrays[i][place]))
            measured = _difference(value, feeds, i, place, h * unit) / (2 * h)
            found = gradient[place].real if unit == 1 else gradient[place].imag
            limit = tolerance * max(1.0, abs(measured), abs(found))
            if not abs(measured - found) <= limit:
                part = " (imaginary part)" if unit != 1 else ""
                raise AssertionError(
                    f"gradcheck: input {i}, element {list(place)}{part}: differences "
                    f"give {measured:.8g}, the gradient {found:.8g}"
                )


def _difference(
    value: CompiledCallable,
    feeds: Sequence[np.ndarray],
    i: int,
    place: tuple[int, ...],
    shift: float,
) -> float:
    results = []
    for sign in (1, -1):
        moved = feeds[i].copy()
        moved[place] += sign * shift
        (number,) = value([*feeds[:i], moved, *feeds[i + 1 :]])
        results.append(float(number))
    return results[0] - results[1]


def _places(
    array: np.ndarray, rng: np.random.Generator
) -> list[tuple[tuple[int, ...], complex | int]]:
    """Elements to measure at, and the directions: 1, and 1j for complex ones."""
    count = min(array.size, MOST_ELEMENTS)
    flat = np.sort(rng.choice(array.size, count, replace=False)) if count else []
    units = (1, 1j) if array.dtype.kind == "c" else (1,)
    return [
        (tuple(map(int, np.unravel_index(k, array.shape))), unit)
        for k in flat
        for unit in units
    ]


def _inner(y: SymbolicTensor, dy: SymbolicTensor) -> SymbolicTensor:
    if y.dtype.kind == "c":
        return total(real(y) * real(dy)) + total(imag(y) * imag(dy))
    return total(y * dy)


def _outputs(
    function: Callable[..., Any], inputs: Sequence[TensorLike]
) -> tuple[Tensor, ...]:
    result = function(*inputs)
    return tuple(result) if isinstance(result, (tuple, list)) else (result,)


def _flows(tensor: Tensor) -> bool:
    return tensor.dtype.kind in "fc"


def _random(
    rng: np.random.Generator, shape: tuple[int | None, ...], dtype: np.dtype
) -> np.ndarray:
    numbers = rng.normal(size=shape)
    if dtype.kind == "c":
        numbers = numbers + 1j * rng.normal(size=shape)
    return np.asarray(numbers, dtype)


def _widest(value: float | list[complex | float] | np.ndarray) -> np.ndarray:
    array = np.asarray(value)
    wide = {"f": np.float64, "c": np.complex128}.get(array.dtype.kind, array.dtype)
    return np.array(array, wide)
