"""Random compositions of ops over random shapes, run in every way that there is."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.autodiff.reverse import gradients
from graph.executor.engines import ENGINES, get_engine
from graph.executor.session import placeholder
from graph.ir.dims import Dim, evaluate
from graph.ir.dispatch import as_symbolic
from graph.ir.program import Program
from graph.ops.contraction.matmul import matmul
from graph.ops.elementwise.arithmetic import absolute, divide, negative
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.comparison import greater
from graph.ops.elementwise.exponential import exp, log, sigmoid, sqrt
from graph.ops.elementwise.selection import clip, maximum, minimum, where
from graph.ops.elementwise.trigonometric import sin, tanh
from graph.ops.gradient_control import stop_gradient
from graph.ops.indexing.gather import take
from graph.ops.indexing.getitem import getitem
from graph.ops.reduction.cumulative import cumsum
from graph.ops.reduction.extremes import max as maximum_over
from graph.ops.reduction.statistics import logsumexp, mean
from graph.ops.shape.broadcast import broadcast_to
from graph.ops.shape.broadcast import sum as total
from graph.ops.shape.concatenate import concatenate
from graph.ops.shape.reshape import expand_dims, ravel, reshape
from graph.ops.shape.transpose import flip, transpose
from graph.passes.pipeline import run_passes
from graph.testing.comparing import assert_all_close
from graph.testing.gradcheck import gradcheck
from graph.testing.node_checks import bind_sizes, run_checked

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import Any
    from graph.ir.tensor import SymbolicTensor, Tensor


SIZES = (1, 2, 3, 5, 7)
#: the largest value that a step may make
MOST_ELEMENTS = 4000

UNARY = [
    sin,
    tanh,
    sigmoid,
    negative,
    absolute,
    lambda x: exp(tanh(x)),
    lambda x: log(x * x + 0.5),
    lambda x: sqrt(x * x + 0.1),
    lambda x: clip(x, -1.0, 1.5),
    lambda x: x * 1.0 + 0.0,
]
#: steps whose gradient is not what differences measure
UNMEASURABLE = [stop_gradient, lambda x: cast(cast(x, "float32"), "float64")]
BINARY = [
    lambda x, y: x + y,
    lambda x, y: x - y,
    lambda x, y: tanh(x * y),
    lambda x, y: divide(x, y * y + 1.0),
    maximum,
    minimum,
    lambda x, y: where(greater(x, y), x, y * 0.5),
]
REDUCTIONS = [total, mean, maximum_over, logsumexp]


class RandomGraph:
    """A function of tensors made of random steps, and arrays to call it on.

    Args:
        seed: decides everything.
        steps: how many ops are composed.
        measurable: whether its gradients are what differences measure.

    Each step is a function of one or two earlier values. It reads sizes from the
    values, so that the same function runs on other sizes, known or not.
    """

    def __init__(self, seed: int, steps: int = 12, measurable: bool = False) -> None:
        self.rng = random.Random(seed)
        self.unary = UNARY if measurable else UNARY + UNMEASURABLE
        numbers = np.random.default_rng(seed)
        sizes = self.rng.sample(SIZES, 3)
        self.arrays = [
            numbers.normal(size=self._shape(sizes))
            for _ in range(self.rng.randrange(1, 4))
        ]
        self.steps: list[tuple[Callable[..., Any], tuple[int, ...]]] = []
        values = [np.asarray(a) for a in self.arrays]
        while len(self.steps) < steps:
            step = self._step(values)
            result = np.asarray(step[0](*[values[i] for i in step[1]]))
            if result.size <= MOST_ELEMENTS and result.ndim < 5:
                self.steps.append(step)
                values.append(result)
        self.outputs = self._outputs(values)

    def __call__(self, *tensors: Any) -> list[Tensor]:
        """The outputs on these tensors or arrays."""
        values = self.values(tensors)
        return [values[i] for i in self.outputs]

    def values(self, tensors: Sequence[Any]) -> list[Any]:
        """The inputs and the result of every step."""
        values = list(tensors)
        for function, places in self.steps:
            values.append(function(*[values[i] for i in places]))
        return values

    def _shape(self, sizes: Sequence[int]) -> tuple[int, ...]:
        return tuple(self.rng.choice(sizes) for _ in range(self.rng.randrange(4)))

    def _outputs(self, values: Sequence[np.ndarray]) -> list[int]:
        """The last value, and some that are used inside as well."""
        inner = range(len(self.arrays), len(values) - 1)
        return [len(values) - 1, *self.rng.sample(inner, min(2, len(inner)))]

    def _step(
        self, values: Sequence[np.ndarray]
    ) -> tuple[Callable[..., Any] | Any, tuple[int, ...]]:
        """A function, and the places of the values that it takes."""
        rng = self.rng
        place = max(rng.randrange(len(values)), rng.randrange(len(values)))
        x = values[place]
        kind = rng.randrange(10)
        if kind < 3:
            return rng.choice(self.unary), (place,)
        if kind < 6:
            fits = [i for i, y in enumerate(values) if _broadcast(x.shape, y.shape)]
            return rng.choice(BINARY), (place, rng.choice(fits))
        if kind == 6 and x.ndim > 1:
            fits = [i for i, y in enumerate(values) if _multiply(x.shape, y.shape)]
            if fits:
                return lambda x, y: tanh(matmul(x, y)), (place, rng.choice(fits))
        if kind == 7 and x.ndim:
            return self._reduction(x), (place,)
        return self._movement(x), (place,)

    def _reduction(self, x: np.ndarray) -> Callable[..., Any]:
        function, keep = self.rng.choice(REDUCTIONS), self.rng.random() < 0.5
        count = self.rng.randrange(1, x.ndim + 1)
        axes = tuple(self.rng.sample(range(x.ndim), count))
        return lambda x: function(x, axes, keep)

    def _movement(self, x: np.ndarray) -> Callable[..., Any] | Any:
        """A step that puts elements elsewhere."""
        rng = self.rng
        new = rng.randrange(x.ndim + 1)
        moves = [lambda x: expand_dims(x, new), ravel]
        if x.ndim:
            axis = rng.randrange(x.ndim)
            at = [slice(None)] * axis
            order = rng.sample(range(x.ndim), x.ndim)
            indices = np.array([0, -1, 0])
            moves += [
                lambda x: transpose(x, order),
                lambda x: flip(x, axis),
                lambda x: cumsum(x, axis) * 0.3,
                lambda x: take(x, indices, axis),
                lambda x: concatenate([x, sin(x)], axis),
                lambda x: getitem(x, (*at, slice(None, None, 2))),
                lambda x: getitem(x, (*at, -1)),
                lambda x: reshape(x, (*_sizes(x)[:axis], -1, 1)),
                lambda x: broadcast_to(x, (2, *_sizes(x))),
                lambda x: concatenate([x, getitem(x, (*at, slice(1, None)))], axis),
            ]
        return rng.choice(moves)


def _sizes(x: Any) -> tuple[Size, ...]:
    return as_symbolic(x).spec.shape if hasattr(x, "node") else tuple(np.shape(x))


def _broadcast(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    return all(m == n or 1 in (m, n) for m, n in zip(a[::-1], b[::-1]))


def _multiply(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    return len(b) == 2 and a[-1] == b[0]


def check_random_graph(seed: int, steps: int = 12, differences: bool = False) -> None:
    """Runs one random graph eagerly, by its kernels, and by every engine.

    Values and gradients are compared before and after the passes, with known and with
    unknown sizes; with ``differences`` gradients are compared with these, too.

    Raises:
        AssertionError: names the seed.
    """
    made = RandomGraph(seed, steps, differences)
    eager = [np.asarray(y) for y in made(*made.arrays)]
    for symbolic in (False, True):
        shapes = [a.shape for a in made.arrays]
        if symbolic:
            shapes = [_named(shape) for shape in shapes]
        _check_program(made, eager, shapes, f"seed {seed}, symbolic={symbolic}")
    if differences:
        gradcheck(made, made.arrays, step=1e-6, tolerance=1e-4, seed=seed)


def _named(shape: tuple[int, ...]) -> tuple[int | str, ...]:
    """Sizes as names, one for each number; 1 stays, since it broadcasts."""
    return tuple(size if size == 1 else f"n{size}" for size in shape)


def _turns_out_1(
    values: Sequence[SymbolicTensor], numbers: Mapping[tuple[str, str, int], int]
) -> bool:
    """Whether an unknown size is 1 here, which broadcasts only where it is known."""
    return any(
        isinstance(size, Dim) and evaluate(size, numbers) == 1
        for value in values
        for size in value.spec.shape
    )


def _check_program(
    made: RandomGraph,
    eager: Sequence[np.ndarray],
    shapes: Sequence[tuple[int | str, ...]],
    what: str,
) -> None:
    xs = [placeholder("float64", s, f"x{i}") for i, s in enumerate(shapes)]
    values = [as_symbolic(v) for v in made.values(xs)]
    if _turns_out_1(values, bind_sizes(xs, made.arrays)):
        return
    ys = [values[i] for i in made.outputs]
    if any(y.spec.rank != e.ndim for y, e in zip(ys, eager)):
        raise AssertionError(f"{what}: infers {[y.spec for y in ys]}")
    dxs = gradients(ys, xs, [tanh(y) for y in ys], unconnected="zero")
    program = Program(xs, [*ys, *dxs])
    reference = run_checked(program, made.arrays)
    assert_all_close(reference[: len(ys)], eager, what)
    passed = run_passes(program, check=True)
    for name in ENGINES:
        for each in (program, passed):
            results = get_engine(name).compile(each)(made.arrays)
            assert_all_close(results, reference, f"{what}, {name}", 1e-8, made.arrays)
