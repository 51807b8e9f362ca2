"""Convolutions: examples for the contract, against loops, scipy and known numbers."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import signal

import graph
from graph.ops.convolution import elementwise, lowering, narrow
from graph.testing import Case, gradcheck

RNG = np.random.default_rng(12)
OPS = graph.REGISTRY
CONV, KERNEL_GRAD = OPS["Conv"], OPS["ConvKernelGrad"]


def normal(*shape):
    return RNG.normal(size=shape)


def stretched(x, gaps, axes):
    """x with gaps - 1 zeros between its elements along the axes."""
    for axis, gap in zip(axes, gaps):
        x = np.moveaxis(x, axis, 0)
        out = np.zeros((max((len(x) - 1) * gap + 1, 0), *x.shape[1:]), x.dtype)
        out[::gap] = x
        x = np.moveaxis(out, 0, axis)
    return x


def padded(x, pairs):
    """x with zeros around the spatial axes; negative amounts cut."""
    for axis, (low, high) in enumerate(pairs, 1):
        width = [(0, 0)] * x.ndim
        width[axis] = max(low, 0), max(high, 0)
        x = np.pad(x, width)
        x = np.take(x, range(max(-low, 0), x.shape[axis] + min(high, 0)), axis)
    return x


def conv_numpy(x, w, strides, pairs, input_dilation=None, dilation=None, groups=1):
    """The definition, one output position and one group at a time."""
    rank = x.ndim - 2
    ones, dtype = (1,) * rank, x.dtype
    wide = np.result_type(dtype, "float64")
    x = stretched(x.astype(wide), input_dilation or ones, range(1, rank + 1))
    w = stretched(w.astype(wide), dilation or ones, range(rank))
    x, window = padded(x, pairs), w.shape[:-2]
    counts = [(n - k) // s + 1 for n, k, s in zip(x.shape[1:-1], window, strides)]
    y = np.empty((len(x), *counts, w.shape[-1]), wide)
    parts = zip(np.split(x, groups, -1), np.split(w, groups, -1))
    for number, (part, kernel) in enumerate(parts):
        filters = kernel.shape[-1]
        for place in np.ndindex(*counts):
            at = [slice(o * s, o * s + k) for o, s, k in zip(place, strides, window)]
            total = np.tensordot(part[(slice(None), *at)], kernel, rank + 1)
            into = slice(number * filters, (number + 1) * filters)
            y[(slice(None), *place, into)] = total
    return y.astype(dtype)


def kernel_grad_numpy(x, dy, window, *geometry, groups=1):
    """The derivative of sum(dy * conv(x, w)) by w, from every unit kernel."""
    dw = np.empty((*window, x.shape[-1] // groups, dy.shape[-1]))
    for place in np.ndindex(dw.shape):
        unit = np.zeros_like(dw)
        unit[place] = 1
        y = conv_numpy(x.astype("float64"), unit, *geometry, groups=groups)
        dw[place] = (y * dy).sum()
    return dw.astype(x.dtype)


def op_cases(sizes, window, channels, filters, *geometry, groups=1, **options):
    """The same geometry as an example of `Conv` and one of `ConvKernelGrad`."""
    x = normal(2, *sizes, channels)
    w = normal(*window, channels // groups, filters)
    y = conv_numpy(x, w, *geometry, groups)
    forward = Case(
        CONV(*geometry, groups),
        [x, w],
        lambda x, w: conv_numpy(x, w, *geometry, groups),
        symbolic=False,
        **options,
    )
    by_kernel = Case(
        KERNEL_GRAD(*geometry, groups, window),
        [x, normal(*y.shape)],
        lambda x, dy: kernel_grad_numpy(x, dy, window, *geometry, groups=groups),
        symbolic=(0,),
        resize=False,
        **options,
    )
    return forward, by_kernel


HALVES = {"dtypes": ("float16", "float32", "float64")}
PAIRS = [
    # one product
    op_cases((5,), (1,), 3, 4, (1,), ((0, 0),), (1,), (1,), **HALVES),
    # rows by column (few channels) and by row
    op_cases((7,), (3,), 2, 4, (1,), ((2, 0),), (1,), (1,), **HALVES),
    op_cases((6, 5), (3, 2), 1, 2, (2, 1), ((1, 1), (0, 1)), (1, 1), (1, 1)),
    op_cases((6, 5), (2, 3), 4, 3, (1, 2), ((0, 0), (1, 1)), (1, 1), (1, 1), **HALVES),
    op_cases((6, 7), (2, 3), 4, 2, (1, 1), ((1, 0), (-1, 1)), (1, 1), (2, 2)),
    op_cases((3, 4, 5), (2, 1, 3), 2, 3, (1, 2, 1), ((0, 0),) * 3, (1,) * 3, (1,) * 3),
    # few filters
    op_cases((5, 6), (2, 3), 9, 2, (1, 1), ((1, -1), (0, 3)), (1, 1), (2, 1), **HALVES),
    op_cases((4,), (3,), 4, 1, (3,), ((2, 1),), (2,), (1,)),
    # groups: products, and elementwise with one channel on either side
    op_cases((6,), (3,), 4, 6, (2,), ((1, 1),), (1,), (1,), groups=2, **HALVES),
    op_cases((5, 6), (3, 2), 3, 3, (1, 1), ((1, 1), (0, 1)), (1, 1), (1, 1), groups=3),
    op_cases((6,), (2,), 3, 6, (2,), ((1, 0),), (1,), (1,), groups=3, **HALVES),
    op_cases((6,), (2,), 4, 2, (1,), ((0, 2),), (1,), (2,), groups=2, **HALVES),
    # zeros between the inputs
    op_cases((4,), (3,), 2, 3, (1,), ((2, 2),), (2,), (1,), **HALVES),
    op_cases((4, 3), (3, 2), 2, 3, (2, 3), ((2, 1), (0, 2)), (3, 2), (1, 2)),
    op_cases((4,), (2,), 2, 2, (1,), ((1, 0),), (3,), (1,), groups=2),
]
NUMBERS = op_cases((5,), (2,), 2, 3, (1,), ((0, 0),), (1,), (1,))
NUMBERS = [
    Case(c.call, c.inputs, c.expected, ("int32", "complex64"), symbolic=False)
    for c in NUMBERS[:1]
]


def symbolic_case(function, shape, window, channels, expected, **options):
    """A convolution with a fixed kernel of an x whose other sizes are unknown."""
    w = normal(*window, *channels)
    axes = tuple(range(len(shape) - 1))
    return Case(
        lambda x: function(x, w.astype(x.dtype)),
        [normal(*shape)],
        lambda x: expected(x, w),
        symbolic=axes,
        **options,
    )


def same_pairs(x, window, strides, dilation=None):
    """TensorFlow's padding: ceil(n / stride) windows, an odd zero at the end."""
    dilation = dilation or (1,) * len(window)
    reach = [(k - 1) * d + 1 for k, d in zip(window, dilation)]
    total = [
        max((-(-n // s) - 1) * s + k - n, 0)
        for n, k, s in zip(x.shape[1:-1], reach, strides)
    ]
    return [(t // 2, t - t // 2) for t in total]


def transpose_numpy(x, w, strides, pairs):
    """Every x[i] * kernel added at i * stride, then cut or padded by pairs."""
    sizes = [(n - 1) * s + k for n, k, s in zip(x.shape[1:-1], w.shape[:-2], strides)]
    y = np.zeros((len(x), *sizes, w.shape[-2]))
    for place in np.ndindex(*x.shape[1:-1]):
        at = [slice(i * s, i * s + k) for i, s, k in zip(place, strides, w.shape)]
        added = np.tensordot(x[(slice(None), *place)].astype("float64"), w, (-1, -1))
        y[(slice(None), *at)] += added
    return padded(y, pairs).astype(x.dtype)


CASES = {
    "Conv": [forward for forward, _ in PAIRS] + NUMBERS,
    "ConvKernelGrad": [by_kernel for _, by_kernel in PAIRS],
    "conv": [
        symbolic_case(
            lambda x, w: graph.conv(x, w, 2, "same"),
            (2, 7, 5, 3),
            (3, 2),
            (3, 4),
            lambda x, w: conv_numpy(x, w, (2, 2), same_pairs(x, (3, 2), (2, 2))),
        ),
        symbolic_case(
            lambda x, w: graph.conv(x, w, 3, "same"),
            (2, 7, 3),
            (2,),
            (3, 4),
            lambda x, w: conv_numpy(x, w, (3,), same_pairs(x, (2,), (3,))),
        ),
        symbolic_case(
            lambda x, w: graph.conv(x, w, padding="same", dilation=2, groups=2),
            (2, 7, 5, 4),
            (3, 2),
            (2, 6),
            lambda x, w: conv_numpy(
                x, w, (1, 1), same_pairs(x, (3, 2), (1, 1), (2, 2)), None, (2, 2), 2
            ),
        ),
        symbolic_case(
            lambda x, w: graph.conv(x, w, padding="causal", dilation=2),
            (2, 7, 3),
            (3,),
            (3, 4),
            lambda x, w: conv_numpy(x, w, (1,), [(4, 0)], None, (2,)),
        ),
        symbolic_case(
            lambda x, w: graph.conv(x, w, (2, 3)),
            (2, 7, 8, 3),
            (2, 3),
            (3, 4),
            lambda x, w: conv_numpy(x, w, (2, 3), [(0, 0), (0, 0)]),
        ),
    ],
    "depthwise_conv": [
        symbolic_case(
            lambda x, w: graph.depthwise_conv(x, w, 2, "same"),
            (2, 7, 5, 3),
            (3, 2),
            (3, 2),
            lambda x, w: conv_numpy(
                x,
                w.reshape(3, 2, 1, 6),
                (2, 2),
                same_pairs(x, (3, 2), (2, 2)),
                groups=3,
            ),
        ),
    ],
    "separable_conv": [
        Case(
            lambda x, w, p: graph.separable_conv(x, w, p, padding="same"),
            [normal(2, 5, 4, 3), normal(3, 2, 3, 2), normal(1, 1, 6, 7)],
            lambda x, w, p: np.tensordot(
                conv_numpy(
                    x, w.reshape(3, 2, 1, 6), (1, 1), [(1, 1), (0, 1)], groups=3
                ),
                p[0, 0],
                1,
            ).astype(x.dtype),
            symbolic=False,
        ),
    ],
    "conv_transpose": [
        symbolic_case(
            lambda x, w: graph.conv_transpose(x, w, 2),
            (2, 4, 3, 5),
            (3, 2),
            (4, 5),
            lambda x, w: transpose_numpy(x, w, (2, 2), [(0, 0), (0, 0)]),
        ),
        symbolic_case(
            lambda x, w: graph.conv_transpose(x, w, 3, "same"),
            (2, 4, 3),
            (5,),
            (2, 3),
            lambda x, w: transpose_numpy(x, w, (3,), [(-1, -1)]),
        ),
    ],
}

KERAS_TRANSPOSES = [
    # of 1, 2, 3 with a kernel 1, 10, 100, ..., as Keras gives them:
    # padding, window, stride, output_padding, result
    ("valid", 3, 1, None, [1, 12, 123, 230, 300]),
    ("valid", 1, 2, None, [1, 0, 2, 0, 3, 0]),
    ("valid", 3, 2, None, [1, 10, 102, 20, 203, 30, 300]),
    ("valid", 3, 2, 1, [1, 10, 102, 20, 203, 30, 300, 0]),
    ("valid", 2, 3, 0, [1, 10, 0, 2, 20, 0, 3, 30]),
    ("same", 2, 1, 0, [12, 23]),
    ("same", 3, 2, None, [1, 10, 102, 20, 203, 30]),
    ("same", 3, 2, 0, [10, 102, 20, 203, 30]),
    ("same", 2, 3, None, [1, 10, 0, 2, 20, 0, 3, 30, 0]),
    ("same", 2, 3, 1, [1, 10, 0, 2, 20, 0, 3]),
    ("same", 4, 2, None, [10, 102, 1020, 203, 2030, 300]),
    ("same", 4, 3, 1, [10, 100, 1002, 20, 200, 2003, 30]),
]


@pytest.mark.parametrize(
    ("padding", "window", "stride", "extra", "y"), KERAS_TRANSPOSES
)
def test_transposes_are_those_of_keras(padding, window, stride, extra, y):
    x = np.array([1.0, 2.0, 3.0]).reshape(1, 3, 1)
    kernel = (10.0 ** np.arange(window)).reshape(window, 1, 1)
    got = graph.conv_transpose(x, kernel, stride, padding, extra)
    np.testing.assert_allclose(got.numpy().ravel(), y)


@pytest.mark.parametrize(
    ("window", "stride", "y"),
    [
        (2, 2, [3, 7, 11, 7]),
        (3, 2, [3, 9, 15, 13]),
        (2, 3, [3, 9, 7]),
        (5, 3, [6, 20, 18]),
        (3, 1, [3, 6, 9, 12, 15, 18, 13]),
    ],
)
def test_same_sums_of_one_to_seven_are_those_of_keras(window, stride, y):
    x = np.arange(1.0, 8.0).reshape(1, 7, 1)
    got = graph.conv(x, np.ones((window, 1, 1)), stride, "same")
    np.testing.assert_allclose(got.numpy().ravel(), y)


def test_conv_is_scipys_correlation():
    x, w = normal(2, 9, 8, 3), normal(3, 4, 3, 5)
    want = np.zeros((2, 7, 5, 5))
    for n, c, d in itertools.product(range(2), range(3), range(5)):
        found = signal.correlate2d(x[n, :, :, c], w[:, :, c, d], "valid")
        want[n, :, :, d] += found
    got = graph.conv(x, w).numpy()
    np.testing.assert_allclose(got, want, rtol=1e-10)


def test_transpose_undoes_the_sizes_and_is_the_gradient_in_x():
    x, w = normal(2, 7, 6, 3), normal(3, 2, 3, 4)
    px = graph.placeholder("float64", x.shape, "x")
    y = graph.conv(px, w, 2)
    dy = normal(*y.shape)
    (dx,) = graph.gradients(y, [px], [dy])
    got = graph.conv_transpose(dy, w, 2).numpy()
    np.testing.assert_allclose(got, graph.Session().run(dx, {px: x}), rtol=1e-10)


def test_conv_argument_forms_agree():
    x, w = normal(2, 6, 7, 3), normal(2, 3, 3, 4)
    want = graph.conv(x, w, (1, 1), "valid", "channels_last", (1, 1), 1).numpy()
    for got in (
        graph.conv(x, w),
        graph.conv(x, w, strides=[1, 1], padding="VALID", data_format=None),
        graph.conv(x, w, np.int64(1), padding=[(0, 0), (0, 0)], dilation=[1, 1]),
        graph.conv(np.asarray(x).tolist(), w.tolist()),
    ):
        np.testing.assert_array_equal(got.numpy(), want)
    first = graph.conv(np.moveaxis(x, -1, 1), w, data_format="channels_first").numpy()
    np.testing.assert_allclose(np.moveaxis(first, 1, -1), want, rtol=1e-12)


def test_explicit_padding_cuts_and_may_be_symbolic():
    x, w = normal(2, 7, 3), normal(2, 3, 4)
    got = graph.conv(x, w, padding=[(-1, 2)]).numpy()
    np.testing.assert_allclose(got, conv_numpy(x, w, (1,), [(-1, 2)]), rtol=1e-10)
    px = graph.placeholder("float64", (None, None, 3), "x")
    y = graph.conv(px, w, padding=[(graph.shape(px)[1], 0)])
    assert graph.shape(y)[1] == graph.shape(px)[1] * 2 - 1
    got = graph.Session().run(y, {px: x})
    np.testing.assert_allclose(got, conv_numpy(x, w, (1,), [(7, 0)]), rtol=1e-10)


def test_channels_first_is_channels_last_moved():
    x, w, p = normal(2, 6, 5, 3), normal(2, 2, 3, 2), normal(1, 1, 6, 4)
    t = normal(2, 2, 4, 3)
    calls = [
        lambda x, f: graph.depthwise_conv(x, w, 2, "same", f),
        lambda x, f: graph.depthwise_conv(x, w, data_format=f, dilation=2),
        lambda x, f: graph.separable_conv(x, w, p, 2, "same", f),
        lambda x, f: graph.separable_conv(x, w, p, data_format=f, dilation=[2, 2]),
        lambda x, f: graph.conv_transpose(x, t, 2, "same", 1, f),
        lambda x, f: graph.conv_transpose(x, t, (2, 3), "same", (1, 2), f),
        lambda x, f: graph.conv_transpose(x, t, data_format=f, dilation=2),
    ]
    for call in calls:
        want = call(x, "channels_last").numpy()
        first = call(np.moveaxis(x, -1, 1), "channels_first").numpy()
        np.testing.assert_allclose(np.moveaxis(first, 1, -1), want, rtol=1e-10)
        np.testing.assert_array_equal(call(x, None).numpy(), want)


def test_dilated_transpose_is_one_with_zeros_in_the_kernel():
    x, w = normal(2, 4, 5, 3), normal(2, 3, 4, 3)
    wide = stretched(w, (2, 2), (0, 1))
    for padding in ("valid", "same"):
        got = graph.conv_transpose(x, w, padding=padding, dilation=2).numpy()
        want = graph.conv_transpose(x, wide, padding=padding).numpy()
        np.testing.assert_allclose(got, want, rtol=1e-10)


def test_depthwise_strides_and_dilation_go_together():
    x, w = RNG.normal(size=(2, 9, 3)), RNG.normal(size=(2, 3, 2))
    dense = graph.depthwise_conv(x, w, dilation=3).numpy()
    found = graph.depthwise_conv(x, w, 2, dilation=3).numpy()
    np.testing.assert_allclose(found, dense[:, ::2])


def test_separable_is_depthwise_then_pointwise():
    x, w, p = normal(2, 6, 3), normal(2, 3, 2), normal(1, 6, 4)
    middle = graph.depthwise_conv(x, w, 2, [(1, 0)])
    got = graph.separable_conv(x, w, p, 2, [(1, 0)]).numpy()
    np.testing.assert_allclose(got, graph.conv(middle, p).numpy(), rtol=1e-10)


def test_dtypes_are_promoted():
    x, w = normal(2, 5, 3), normal(2, 3, 4)
    whole = np.ones((1, 5, 3), "int8")
    assert graph.conv(x.astype("float32"), w).dtype == "float64"
    assert graph.conv(whole, w.astype("float32")).dtype == "float32"
    assert graph.conv(whole, np.ones((2, 3, 1), "int8")).dtype == "int8"


def test_half_floats_are_summed_as_single_ones():
    x, w = np.full((1, 5000, 1), 1.0, "float16"), np.full((5000, 1, 1), 1.0, "float16")
    assert float(graph.conv(x, w).numpy()[0, 0, 0]) == 5000


def test_empty_batches_and_channels():
    x, w = normal(2, 6, 5, 3), normal(2, 2, 3, 4)
    assert graph.conv(x[:0], w).shape == (0, 5, 4, 4)
    assert graph.conv(x, w[..., :0]).shape == (2, 5, 4, 0)
    none = graph.conv(x[..., :0], w[:, :, :0])
    assert none.shape == (2, 5, 4, 4) and not none.numpy().any()
    assert graph.conv(normal(2, 0, 3), normal(2, 3, 4), 2, "same").shape == (2, 0, 4)
    dw = graph.apply(
        KERNEL_GRAD((1,), ((0, 0),), (1,), (1,), 1, (2,)),
        normal(0, 5, 3),
        normal(0, 4, 2),
    )
    assert dw.shape == (2, 3, 2) and not dw.numpy().any()


@pytest.mark.parametrize(
    ("sizes", "window", "channels", "groups"),
    [
        ((6, 5), (3, 2), 2, 1),
        ((6, 5), (3, 2), 4, 1),
        ((6, 5), (3, 2), 16, 1),
        ((6, 5), (3, 2), 4, 2),
        ((6, 5), (3, 2), 4, 4),
        ((3, 4, 3), (2, 2, 2), 4, 1),
    ],
)
def test_small_blocks_give_the_same(monkeypatch, sizes, window, channels, groups):
    rank = len(sizes)
    x, w = normal(3, *sizes, channels), normal(*window, channels // groups, 4)
    geometry = (1,) * rank, ((1, 1),) * rank, (1,) * rank, (1,) * rank
    y = conv_numpy(x, w, *geometry, groups)
    dy = normal(*y.shape)
    dw = kernel_grad_numpy(x, dy, window, *geometry, groups=groups)
    for limit in (1, 500, 2000):
        for kernels in (lowering, elementwise, narrow):
            monkeypatch.setattr(kernels, "BLOCK_BYTES", limit)
        got = graph.apply(CONV(*geometry, groups), x, w).numpy()
        np.testing.assert_allclose(got, y, rtol=1e-9, atol=1e-12)
        by_kernel = KERNEL_GRAD(*geometry, groups, window)
        got = graph.apply(by_kernel, x, dy).numpy()
        np.testing.assert_allclose(got, dw, rtol=1e-9, atol=1e-12)


def test_every_small_geometry_is_the_definition():
    """All combinations on one axis, where phases, cuts and dilations meet."""
    x, w = normal(1, 5, 2), normal(3, 2, 2)
    grid = itertools.product((1, 2, 3), (-1, 0, 2), (0, 1), (1, 2, 3), (1, 2, 3))
    for stride, low, high, gap, dilation in grid:
        geometry = (stride,), ((low, high),), (gap,), (dilation,)
        if (5 - 1) * gap + 1 + low + high < 2 * dilation + 1:
            continue
        y = graph.apply(CONV(*geometry), x, w).numpy()
        np.testing.assert_allclose(y, conv_numpy(x, w, *geometry), atol=1e-12)
        dy = normal(*y.shape)
        got = graph.apply(KERNEL_GRAD(*geometry, 1, (3,)), x, dy).numpy()
        want = kernel_grad_numpy(x, dy, (3,), *geometry)
        np.testing.assert_allclose(got, want, atol=1e-12)


def test_second_order_of_a_nonlinear_function():
    w = normal(3, 2, 3)
    gradcheck(
        lambda x, w: (
            graph.conv(graph.tanh(graph.conv(x, w, 2, "same")), w, 1, "same") ** 2
        ),
        [normal(2, 7, 2), normal(3, 2, 2)],
        order=2,
    )
    gradcheck(lambda x: graph.conv_transpose(x, w, 2, "same") ** 3, [normal(2, 4, 3)])


def test_symbolic_same_sizes_are_the_plain_ceiling():
    x = graph.placeholder("float32", (None, None, 3), "x")
    size = graph.shape(x)[1]
    for window, strides in ((3, 2), (1, 2), (5, 3)):
        y = graph.conv(x, np.ones((window, 3, 4), "float32"), strides, "same")
        assert graph.shape(y)[1] == (size - 1) // strides + 1
    assert graph.shape(graph.conv(x, np.ones((4, 3, 4)), padding="same"))[1] == size
    up = graph.conv_transpose(x, np.ones((4, 2, 3), "float32"), 2, "same")
    assert graph.shape(up)[1] == size * 2


def test_inputs_that_turn_out_too_small_are_named_at_the_run():
    x = graph.placeholder("float32", (None, None, 1), "x")
    y = graph.conv(x, np.ones((4, 1, 1), "float32"))
    session = graph.Session()
    for fetch in (y, graph.sum(y)):
        with pytest.raises(
            graph.ShapeError, match="conv: the inputs of this run are t"
        ):
            session.run(fetch, {x: np.zeros((1, 2, 1), "float32")})


X, W = np.zeros((2, 6, 5, 4)), np.zeros((3, 3, 4, 8))
REFUSED = [
    (lambda: graph.conv(X[0, 0], W), graph.ShapeError, "1 to 3 spatial axes, so rank"),
    (
        lambda: graph.conv(X, W[0]),
        graph.ShapeError,
        "must have rank 4, as x has, not 3",
    ),
    (lambda: graph.conv(X, W[:, :, :3]), graph.ShapeError, "the kernel takes 3"),
    (
        lambda: graph.conv(X, W, groups=3),
        graph.ShapeError,
        "3 groups do not divide 4 ch",
    ),
    (
        lambda: graph.conv(X, W[:, :, :1, :6], groups=4),
        graph.ShapeError,
        "4 groups do not divide 6 filters",
    ),
    (
        lambda: graph.conv(X, W, groups=0),
        graph.ArgumentError,
        "groups must be a positive",
    ),
    (lambda: graph.conv(X, W, padding="full"), graph.ArgumentError, "unknown padding"),
    (
        lambda: graph.conv(X, W, padding="causal"),
        graph.ArgumentError,
        "pads before the first element of one spatial axis only",
    ),
    (lambda: graph.conv(X, W, padding=[(1, 1)]), graph.ArgumentError, "is 2 pairs"),
    (lambda: graph.conv(X, W, padding=[1, 1]), graph.ArgumentError, "is 2 pairs"),
    (lambda: graph.conv(X, W, padding=1), graph.ArgumentError, "is 2 pairs"),
    (
        lambda: graph.conv(X, W, strides=2, dilation=2),
        graph.ArgumentError,
        "strides and dilation cannot both be above 1",
    ),
    (lambda: graph.conv(X, W, strides=(1, 0)), graph.ArgumentError, "strides must be"),
    (lambda: graph.conv(X, W, dilation=(1,)), graph.ArgumentError, "dilation must be"),
    (lambda: graph.conv(X, W, data_format="nchw"), graph.ArgumentError, "data_format"),
    (lambda: graph.conv(X, W[:0]), graph.ShapeError, "known sizes from 1"),
    (
        lambda: graph.conv(X[:, :2], W),
        graph.ShapeError,
        "larger than the padded spatial",
    ),
    (lambda: graph.conv(X > 0, W > 0), graph.DTypeError, "booleans are not convolved"),
    (
        lambda: graph.depthwise_conv(X, W[:, :, :3]),
        graph.ShapeError,
        "must have the channels of x",
    ),
    (
        lambda: graph.separable_conv(X, W, W),
        graph.ShapeError,
        "the window of pointwise_kernel must be 1",
    ),
    (
        lambda: graph.separable_conv(X, W, np.zeros((1, 1, 4, 2))),
        graph.ShapeError,
        "x has 32 channels, the kernel takes 4",
    ),
    (
        lambda: graph.conv_transpose(X, W),
        graph.ShapeError,
        "x has 4 channels, the kernel takes 8",
    ),
    (
        lambda: graph.conv_transpose(X, W[..., :4], 2, output_padding=2),
        graph.ArgumentError,
        "output_padding must be below the strides",
    ),
    (
        lambda: graph.conv_transpose(X, W[..., :4], 2, output_padding=-1),
        graph.ArgumentError,
        "output_padding must be an integer from 0",
    ),
    (
        lambda: graph.conv_transpose(X, W[..., :4], padding="causal"),
        graph.ArgumentError,
        "unknown padding",
    ),
    (
        lambda: graph.conv_transpose(X, W[..., :4], padding=[(0, 0)] * 2),
        graph.ArgumentError,
        "unknown padding",
    ),
    (
        lambda: graph.conv_transpose(X, W[..., :4], 2, dilation=2),
        graph.ArgumentError,
        "cannot both be above 1",
    ),
]


@pytest.mark.parametrize(("call", "error", "text"), REFUSED)
def test_convolutions_refuse(call, error, text):
    with pytest.raises(error, match=text):
        call()


def test_primitives_refuse():
    plain = (1,), ((0, 0),), (1,), (1,)
    x = normal(1, 5, 2)
    with pytest.raises(graph.ShapeError, match="the kernel must have rank 3"):
        graph.apply(CONV(*plain), x, normal(2, 2))
    with pytest.raises(graph.DTypeError, match="dtypes must agree"):
        graph.apply(CONV(*plain), x, normal(2, 2, 3).astype("float32"))
    with pytest.raises(graph.ShapeError, match="dy must have spatial sizes"):
        graph.apply(KERNEL_GRAD(*plain, 1, (2,)), x, normal(1, 5, 3))
    w = graph.placeholder("float64", (None, 2, 3), "w")
    with pytest.raises(graph.ShapeError, match="kernel must have known sizes"):
        graph.apply(CONV(*plain), x, w)
    with pytest.raises(graph.ShapeError, match="kernel must have known sizes from 1"):
        graph.conv(x, w)


def test_the_primitive_takes_strides_and_dilation_together():
    x, w = normal(2, 9, 2), normal(2, 2, 3)
    geometry = (2,), ((1, 0),), (1,), (3,)
    got = graph.apply(CONV(*geometry), x, w).numpy()
    np.testing.assert_allclose(got, conv_numpy(x, w, *geometry), rtol=1e-10)
