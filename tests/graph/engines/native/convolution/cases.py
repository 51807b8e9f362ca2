"""Random convolutions, and how they are compared with the kernels of the ops."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

import graph.engines.native.convolution.lower_gradient  # noqa: F401
from graph.engines.native.epilogue import Store
from graph.engines.native.lowering import Read, Write
from graph.engines.native.memory_types import F32
from graph.engines.native.target import _target
from graph.engines.native.views import whole
from graph.ops.convolution.conv import Conv, ConvKernelGrad
from graph.testing.comparing import assert_close
from tests.graph.engines.native.lowered import run_lowered

#: by the names that KERASISH_CPU takes
TARGETS = ("", "x86-64")


def make_op(rank, strides=1, padding=0, input_dilation=1, dilation=1, groups=1):
    """A convolution; numbers hold for every axis."""

    def every(value, pair=False):
        if isinstance(value, tuple):
            return value
        return ((value, value) if pair else value,) * rank

    return Conv(
        every(strides),
        every(padding, True),
        every(input_dilation),
        every(dilation),
        groups,
    )


def kernel_gradient(op: Conv, window) -> ConvKernelGrad:
    return ConvKernelGrad(*op.geometry(), op.groups, tuple(window))


def make_inputs(op, x_shape, window, filters, dtype="float32", seed=0):
    """x and the kernel."""
    rng = np.random.default_rng(seed)
    w_shape = (*window, x_shape[-1] // op.groups, filters)
    return [rng.standard_normal(s).astype(dtype) for s in (x_shape, w_shape)]


def gradient_inputs(op: Conv, arrays, seed=0):
    """The op of the kernel gradient, with x and a cotangent."""
    x, w = arrays
    shape = op.kernel(x, w).shape
    dy = np.random.default_rng(seed).standard_normal(shape).astype(x.dtype)
    return kernel_gradient(op, w.shape[:-2]), [x, dy]


def check(op, arrays, monkeypatch, late=(0,), parts=None, targets=TARGETS) -> None:
    """Compares with the kernel of the op.

    Args:
        late: axes of x of which the sizes come late, for gradients of dy too.
    """
    want = op.kernel(*arrays)
    axes = {0: late, 1: late if isinstance(op, ConvKernelGrad) else ()}
    axes = {
        n: [axis for axis in of if arrays[n].shape[axis] != 1] for n, of in axes.items()
    }
    for name in targets:
        monkeypatch.setenv("KERASISH_CPU", name)
        for symbolic in (axes, False) if late and not name else (axes,):
            (got,) = run_lowered(op, arrays, symbolic, _target(name), parts)
            assert got.dtype == want.dtype
            what = f"{op} of {[a.shape for a in arrays]}, {name}, late={symbolic}"
            assert_close(got, want, what, _tolerance(want), arrays)


def _tolerance(array):
    return 1e-4 if array.dtype == np.float32 else 1e-10


def random_case(seed: int):
    """A random op, and x and the kernel for it."""
    rng = np.random.default_rng(seed)
    pick = lambda *values: values[rng.integers(len(values))]  # noqa: E731
    rank = pick(1, 2, 2, 2, 3)
    groups = pick(1, 1, 1, 2, 3)
    channels = groups * pick(1, 2, 3, 5, 8)
    filters = groups * pick(1, 2, 7, 8, 16, 19, 40)
    window = [int(rng.integers(1, 5 if rank < 3 else 4)) for _ in range(rank)]
    strides = tuple(int(pick(1, 1, 2, 3)) for _ in range(rank))
    gaps = tuple(int(pick(1, 1, 1, 2, 3)) for _ in range(rank))
    dilation = tuple(int(pick(1, 1, 2, 3)) for _ in range(rank))
    sizes, padding = [], []
    for k, gap, d in zip(window, gaps, dilation):
        size = int(pick(1, 2, 5, 7, 11, 16) if rank > 1 else pick(1, 13, 97, 700))
        low, high = (int(n) for n in rng.integers(-1, 4, 2))
        short = (k - 1) * d + 1 - ((size - 1) * gap + 1 + low + high)
        sizes.append(size)
        padding.append((low, high + max(0, short)))
    op = Conv(strides, tuple(padding), gaps, dilation, groups)
    dtype = pick("float32", "float32", "float32", "float64")
    shape = (int(pick(1, 2, 3, 5)), *sizes, channels)
    return op, make_inputs(op, shape, window, filters, dtype, seed)


class BiasRelu(NamedTuple):
    """max(value + bias[column], 0), stored at a slot; the bias stands in the next."""

    slot: int
    columns: int

    @property
    def key(self):
        return self

    def begin(self, b, frame):
        store = Store(self.slot, 0, self.columns).begin(b, frame)
        return BoundBiasRelu(store, frame.pointer(self.slot + 1))


class BoundBiasRelu:
    def __init__(self, store, bias):
        self.store, self.bias = store, bias

    def emit(self, b, batch, row, column, value, mask=None) -> None:
        lanes = value.type.count
        value = b.fadd(value, b.read(self.bias, column, "float32", lanes, mask))
        assert value.type.element == F32
        zero = b.number(0, "float32", lanes)
        value = b.select(b.fcmp_ordered(">", value, zero), value, zero)
        self.store.emit(b, batch, row, column, value, mask)


def bias_relu(columns: int):
    """An epilogue for a lowering: the bias is the array after two inputs."""

    def make(slot):
        bias = whole((2,), "float32", (columns,))
        return BiasRelu(slot, columns), [Write(), Read(bias)]

    return make


def check_epilogue(op, arrays, columns: int) -> None:
    """Runs a lowering with bias and relu."""
    bias = np.linspace(-2, 2, columns, dtype=np.float32)
    for late in ({0: (0,), 1: ()}, False):
        if isinstance(op, ConvKernelGrad):
            late = {0: (0,), 1: (0,)} if late else False
        want = np.maximum(op.kernel(*arrays) + bias, 0)
        (got,) = run_lowered(
            op, arrays, late, epilogue=bias_relu(columns), extra=[bias]
        )
        assert_close(got, want, str(op), 1e-4, arrays)


def check_transposed(op, arrays, monkeypatch) -> None:
    """Runs a lowering on inputs that stand in memory with their axes reversed."""
    want = op.kernel(*arrays)
    stored = [np.ascontiguousarray(a.T) for a in arrays]

    def reverse(views):
        return [
            transposed(whole((2 + n,), v.dtype, v.shape[::-1]))
            for n, v in enumerate(views)
        ]

    def transposed(view):
        return view._replace(shape=view.shape[::-1], strides=view.strides[::-1])

    late = {0: (0, 1), 1: (0, 1) if isinstance(op, ConvKernelGrad) else ()}
    for name in TARGETS:
        monkeypatch.setenv("KERASISH_CPU", name)
        for symbolic in (late, False)[: 1 if name else 2]:
            (got,) = run_lowered(
                op,
                arrays,
                symbolic,
                _target(name),
                extra=stored,
                change_views=reverse,
            )
            assert_close(got, want, f"{op}, {name}, {symbolic}", 1e-4, arrays)
