"""Window ops: examples for the contract, pools against loops and known numbers."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import graph
from graph.ops.window import base
from graph.ops.window.geometry import Axis, blocks, overlap
from graph.testing import Case, gradcheck

RNG = np.random.default_rng(11)
X1 = RNG.normal(size=(2, 7, 3))
X2 = RNG.normal(size=(2, 6, 5, 3))
X3 = RNG.normal(size=(2, 4, 5, 6, 3))
RAMP = np.arange(1.0, 8.0).reshape(1, 7, 1)
OPS = graph.REGISTRY
FLOATS = ("float16", "float32", "float64")


def stretched(x, gaps, fill):
    """x with gaps - 1 fillings between the elements of each spatial axis."""
    sizes = [(n - 1) * gap + 1 if n else 0 for n, gap in zip(x.shape[1:-1], gaps)]
    out = np.full((len(x), *sizes, x.shape[-1]), fill, x.dtype)
    out[(slice(None), *[slice(None, None, gap) for gap in gaps])] = x
    return out


def padded(x, pairs, fill):
    """x with fillings around the spatial axes; negative amounts cut."""
    for axis, (low, high) in enumerate(pairs, 1):
        width = [(0, 0)] * x.ndim
        width[axis] = max(low, 0), max(high, 0)
        x = np.pad(x, width, constant_values=fill)
        x = np.take(x, range(max(-low, 0), x.shape[axis] + min(high, 0)), axis)
    return x


def windows_of(x, window, strides, pairs, gaps, fill):
    """[batch, *windows, channels, *window], one window at a time."""
    x = padded(stretched(x, gaps, fill), pairs, fill)
    counts = [(n - k) // s + 1 for n, k, s in zip(x.shape[1:-1], window, strides)]
    out = np.empty((len(x), *counts, x.shape[-1], *window), x.dtype)
    for place in np.ndindex(*counts):
        part = [slice(o * s, o * s + k) for o, s, k in zip(place, strides, window)]
        found = x[(slice(None), *part)]
        out[(slice(None), *place)] = np.moveaxis(found, -1, 1)
    return out


def inner(window):
    return tuple(range(-len(window), 0))


def sum_case(x, window, strides, pairs, gaps, **options):
    def expected(x):
        wide = x.astype(np.result_type(x.dtype, "float64"))
        found = windows_of(wide, window, strides, pairs, gaps, 0.0)
        return found.sum(inner(window)).astype(x.dtype)

    return Case(
        OPS["WindowSum"](window, strides, pairs, gaps), [x], expected, **options
    )


def max_numpy(x, window, strides, pairs):
    found = windows_of(x, window, strides, pairs, (1,) * len(window), -np.inf)
    return found.max(inner(window))


def argmax_numpy(x, window, strides, pairs):
    found = windows_of(x, window, strides, pairs, (1,) * len(window), -np.inf)
    flat = found.reshape(*found.shape[: -len(window)], -1)
    return flat.argmax(-1).astype(np.int32)


def max_case(x, *geometry, **options):
    return Case(
        OPS["WindowMax"](*geometry), [x], lambda x: max_numpy(x, *geometry), **options
    )


def argmax_case(x, *geometry, **options):
    return Case(
        lambda x: graph.apply(
            OPS["WindowArgmax"](*geometry),
            x,
            graph.apply(OPS["WindowMax"](*geometry), x),
        ),
        [x],
        lambda x: argmax_numpy(x, *geometry),
        gradient=False,
        **options,
    )


def pick_numpy(x, index, window, strides, pairs):
    found = windows_of(x, window, strides, pairs, (1,) * len(window), 0.0)
    flat = found.reshape(*index.shape, -1)
    return np.take_along_axis(flat, index[..., None], -1)[..., 0]


def scatter_numpy(y, index, window, strides, pairs, sizes):
    """The transpose of `pick_numpy`, from the picks of every unit vector."""
    out = np.zeros((len(y), *sizes, y.shape[-1]))
    for place in np.ndindex(*sizes):
        unit = np.zeros_like(out)
        unit[(slice(None), *place)] = 1
        picked = pick_numpy(unit, index, window, strides, pairs) * y
        out[(slice(None), *place)] = picked.sum(tuple(range(1, y.ndim - 1)))
    return out.astype(y.dtype)


def pick_cases(x, *geometry):
    index = argmax_numpy(x, *geometry)
    index = RNG.integers(0, np.prod(geometry[0]), index.shape).astype(np.int32)
    y = RNG.normal(size=index.shape)
    sizes = x.shape[1:-1]
    pick = Case(
        OPS["WindowPick"](*geometry),
        [x, index],
        lambda x, index: pick_numpy(x, index, *geometry),
        FLOATS,
        symbolic=(0,),
        resize=False,
    )
    scatter = Case(
        OPS["WindowScatter"](*geometry, sizes),
        [y, index],
        lambda y, index: scatter_numpy(y, index, *geometry, sizes),
        FLOATS,
        symbolic=(0,),
        resize=False,
    )
    return pick, scatter


PICKS = [
    pick_cases(X2, (2, 2), (2, 2), ((0, 0), (0, 0))),
    pick_cases(X2, (3, 2), (2, 1), ((1, 1), (0, 1))),
    pick_cases(X1, (3,), (1,), ((2, -1),)),
    pick_cases(X3, (2, 1, 3), (1, 2, 3), ((0, 0), (0, 0), (1, 0))),
]


def pool_numpy(x, window, strides, same, average):
    """A pool by loops over the elements that are really there."""
    sizes = x.shape[1:-1]
    total = [
        max((-(-n // s) - 1) * s + k - n, 0) if same else 0
        for n, k, s in zip(sizes, window, strides)
    ]
    pairs = [(t // 2, t - t // 2) for t in total]
    found = windows_of(
        np.asarray(x, "float64"), window, strides, pairs, (1,) * len(window), np.nan
    )
    reduce = np.nanmean if average else np.nanmax
    return reduce(found, inner(window)).astype(x.dtype)


def pool_case(x, pool, strides, padding, average, **options):
    function = graph.average_pool if average else graph.max_pool
    window = (pool,) * (x.ndim - 2) if isinstance(pool, int) else pool
    steps = (strides,) * len(window) if isinstance(strides, int) else strides
    return Case(
        lambda x: function(x, pool, strides, padding),
        [x],
        lambda x: pool_numpy(x, window, steps or window, padding == "same", average),
        **options,
    )


POOLS = [
    (X1, 2, None, "valid"),
    (X1, 3, 1, "same"),
    (X1, 2, 3, "same"),
    (X2, 2, None, "valid"),
    (X2, (3, 2), 2, "same"),
    (X2, (1, 3), (2, 1), "valid"),
    (X3, (2, 3, 2), (1, 2, 3), "same"),
]

CASES = {
    "WindowSum": [
        sum_case(X1, (3,), (2,), ((0, 0),), (1,), dtypes=(*FLOATS, "int32")),
        sum_case(X1, (2,), (3,), ((1, 2),), (2,), dtypes=("float64", "complex64")),
        sum_case(X2, (2, 3), (1, 2), ((1, 0), (-1, 1)), (1, 3)),
        sum_case(X3, (2, 1, 3), (2, 1, 1), ((0, 1), (0, 0), (1, 1)), (1, 1, 2)),
    ],
    "WindowMax": [
        max_case(X1, (3,), (1,), ((1, 1),), dtypes=FLOATS),
        max_case(X2, (2, 2), (2, 2), ((0, 0), (0, 0)), dtypes=("float64",)),
        max_case(X2, (3, 2), (2, 1), ((1, 1), (-1, 1))),
        max_case(X3, (1, 2, 3), (1, 2, 2), ((0, 0), (0, 0), (1, 1))),
    ],
    "WindowArgmax": [
        argmax_case(X1, (3,), (1,), ((1, 1),), dtypes=FLOATS),
        argmax_case(X2, (3, 2), (2, 1), ((1, 1), (-1, 1))),
        argmax_case(X3, (1, 2, 3), (1, 2, 2), ((0, 0), (0, 0), (1, 1))),
    ],
    "WindowPick": [pick for pick, _ in PICKS],
    "WindowScatter": [scatter for _, scatter in PICKS],
    "max_pool": [
        pool_case(*arguments, average=False, dtypes=("float32", "float64", "int32"))
        for arguments in POOLS
    ],
    "average_pool": [pool_case(*arguments, average=True) for arguments in POOLS],
}


@pytest.mark.parametrize(
    ("pool", "strides", "maxima", "means"),
    [
        (2, 2, [2, 4, 6, 7], [1.5, 3.5, 5.5, 7]),
        (3, 2, [2, 4, 6, 7], [1.5, 3, 5, 6.5]),
        (2, 3, [2, 5, 7], [1.5, 4.5, 7]),
        (5, 3, [3, 6, 7], [2, 4, 6]),
        (3, 1, [2, 3, 4, 5, 6, 7, 7], [1.5, 2, 3, 4, 5, 6, 6.5]),
    ],
)
def test_same_pools_of_one_to_seven_are_those_of_keras(pool, strides, maxima, means):
    for function, expected in ((graph.max_pool, maxima), (graph.average_pool, means)):
        assert (
            function(RAMP, pool, strides, "same").numpy().ravel().tolist() == expected
        )


@pytest.mark.parametrize("function", [graph.max_pool, graph.average_pool])
def test_argument_forms_agree(function):
    want = function(X2, (2, 2), (2, 2), "valid", "channels_last").numpy()
    moved = np.moveaxis(X2, -1, 1)
    for got in (
        function(X2, 2),
        function(X2, [2, 2], strides=2, padding="VALID", data_format=None),
        function(X2, pool_size=np.int64(2), padding=[(0, 0), (0, 0)]),
    ):
        np.testing.assert_array_equal(got.numpy(), want)
    first = function(moved, 2, data_format="channels_first").numpy()
    np.testing.assert_array_equal(np.moveaxis(first, 1, -1), want)
    same = function(X2, 3, 1, "same").numpy()
    np.testing.assert_array_equal(function(X2, 3, 1, ((1, 1), (1, 1))).numpy(), same)


def test_max_gradient_goes_to_the_first_maximum_in_row_major_order():
    x = graph.placeholder("float32", (1, None, None, 1), "x")
    y = graph.max_pool(x, 2)
    (dx,) = graph.gradients(y, [x])
    image = np.array([[0, 3, 5, 5], [3, 0, 5, 5]], "float32").reshape(1, 2, 4, 1)
    got = graph.Session().run(dx, {x: image})
    assert got[0, :, :, 0].tolist() == [[0, 1, 1, 0], [0, 0, 0, 0]]


def test_max_gradients_add_up_where_windows_overlap():
    x = graph.placeholder("float32", (1, None, 1), "x")
    (dx,) = graph.gradients(graph.max_pool(x, 3, 1, "same"), [x])
    got = graph.Session().run(dx, {x: [[[1.0], [9.0], [2.0], [3.0]]]})
    assert got.ravel().tolist() == [0, 3, 0, 1]


def test_infinite_cotangents_reach_only_the_maximum():
    op = OPS["WindowScatter"]((2,), (2,), ((0, 0),), (4,))
    dy = np.array([[[np.inf], [-np.inf]]], "float32")
    dx = graph.apply(op, dy, np.array([[[1], [0]]], "int32")).numpy()
    assert dx.ravel().tolist() == [0, np.inf, -np.inf, 0]


def test_windows_of_more_than_255_elements():
    x = np.zeros((1, 600, 1), "float32")
    x[0, 270], x[0, 599] = 5, 7
    maximum = graph.max_pool(x, 300)
    index = graph.apply(OPS["WindowArgmax"]((300,), (300,), ((0, 0),)), x, maximum)
    assert maximum.numpy().ravel().tolist() == [5, 7]
    assert index.numpy().ravel().tolist() == [270, 299]


def test_nan_is_the_maximum_and_has_an_offset_inside_the_input():
    x = np.array([1, np.nan, 3, 4], "float32").reshape(1, 4, 1)
    pairs = ((1, 1),)
    y = graph.apply(OPS["WindowMax"]((3,), (2,), pairs), x)
    index = graph.apply(OPS["WindowArgmax"]((3,), (2,), pairs), x, y).numpy().ravel()
    assert np.isnan(y.numpy()).ravel().tolist() == [True, True]
    assert index[0] in (1, 2) and index[1] in (0, 1, 2)


def test_a_window_of_padding_alone_picks_nothing():
    geometry = (1,), (1,), ((2, 0),)
    x = np.ones((1, 2, 1), "float32")
    y = graph.apply(OPS["WindowMax"](*geometry), x)
    index = graph.apply(OPS["WindowArgmax"](*geometry), x, y)
    assert y.numpy().ravel().tolist() == [-np.inf, -np.inf, 1, 1]
    assert index.numpy().ravel().tolist() == [1, 1, 0, 0]
    picked = graph.apply(OPS["WindowPick"](*geometry), x, index)
    assert picked.numpy().ravel().tolist() == [0, 0, 1, 1]


def test_max_pool_keeps_integers_and_booleans():
    assert graph.max_pool(np.array([[[-5], [-3]]], "int8"), 2).numpy() == -3
    pooled = graph.max_pool(np.array([[[False], [True]]]), 2)
    assert pooled.dtype == bool and pooled.numpy().all()


def test_average_pool_makes_integers_floating_point():
    pooled = graph.average_pool(np.array([[[1], [2]]]), 2)
    assert pooled.dtype == "float64" and float(pooled.numpy()[0, 0, 0]) == 1.5


def test_average_of_large_halves_does_not_overflow():
    x = np.full((1, 4, 1), 60000, "float16")
    pooled = graph.average_pool(x, 4)
    assert pooled.dtype == "float16" and float(pooled.numpy()[0, 0, 0]) == 60000


@pytest.mark.parametrize("function", [graph.max_pool, graph.average_pool])
def test_empty_batches_and_channels(function):
    assert function(X2[:0], 2).shape == (0, 3, 2, 3)
    assert function(X2[..., :0], 2, padding="same").shape == (2, 3, 3, 0)


def test_symbolic_same_sizes_are_the_plain_ceiling():
    x = graph.placeholder("float32", (None, None, 3), "x")
    size = graph.shape(x)[1]
    for pool, strides in ((3, 2), (1, 2), (5, 3)):
        y = graph.max_pool(x, pool, strides, "same")
        assert graph.shape(y)[1] == (size - 1) // strides + 1
    assert graph.shape(graph.average_pool(x, 3, 1, "same"))[1] == size


def test_symbolic_same_with_windows_shorter_than_the_stride():
    x = graph.placeholder("float64", (None, None, 1), "x")
    y = graph.max_pool(x, 2, 3, "same"), graph.average_pool(x, 2, 3, "same")
    session = graph.Session()
    for size in range(1, 9):
        image = RNG.normal(size=(1, size, 1))
        got = session.run(y, {x: image})
        for value, average in zip(got, (False, True)):
            want = pool_numpy(image, (2,), (3,), True, average)
            np.testing.assert_allclose(value, want)


def test_small_blocks_give_the_same(monkeypatch):
    def results():
        x = graph.as_tensor(X2)
        geometry = (3, 2), (2, 1), ((1, 1), (0, 1))
        y = graph.apply(OPS["WindowMax"](*geometry), x)
        index = graph.apply(OPS["WindowArgmax"](*geometry), x, y)
        scatter = OPS["WindowScatter"](*geometry, (6, 5))
        total = OPS["WindowSum"](*geometry, (1, 2))
        outs = y, index, graph.apply(scatter, y, index), graph.apply(total, x)
        return [out.numpy() for out in outs]

    whole = results()
    for limit in (1, 100, 1000):
        monkeypatch.setattr(base, "BLOCK_BYTES", limit)
        for a, b in zip(results(), whole):
            np.testing.assert_allclose(a, b, rtol=1e-12)


def test_blocks_cover_every_output_once():
    axes = Axis(9, 5, 3, 2, 1), Axis(4, 4, 1)
    for limit in (1, 8, 30, 100, 10**6):
        seen = np.zeros((3, 5, 4), int)
        for block in blocks(3, axes, 4, limit):
            seen[block.region] += 1
            assert seen[block.region].size * 4 <= max(limit, 4)
        assert (seen == 1).all()


def test_overlap_slices_meet_the_definition():
    grid = itertools.product((1, 5), (1, 2, 3), (-2, 0, 3), (1, 2, 4), (1, 2))
    for size, stride, low, gap, dilation in grid:
        axis = Axis(size, 6, 3, stride, low, gap, dilation)
        for k in range(3):
            want = [
                (o, i)
                for o in range(6)
                for i in range(size)
                if o * stride + k * dilation - low == i * gap
            ]
            found = overlap(axis, k)
            got = [] if found is None else zip(np.r_[found[0]], np.r_[found[1]])
            assert [(int(o), int(i)) for o, i in got] == want


def test_second_order_of_a_nonlinear_function_of_pools():
    def function(x):
        return graph.max_pool(x, 2, padding="same") ** 3 * graph.average_pool(
            x, 2, padding="same"
        )

    gradcheck(function, [X2], order=2)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda f: f(np.zeros((2, 3)), 2), graph.ShapeError, "1 to 3 spatial axes"),
        (
            lambda f: f(X2, (2, 2, 2)),
            graph.ArgumentError,
            "pool_size must be a positive",
        ),
        (lambda f: f(X2, 0), graph.ArgumentError, "pool_size must be a positive"),
        (lambda f: f(X2, 1.5), graph.ArgumentError, "pool_size must be a positive"),
        (lambda f: f(X2, 2, strides=(1,)), graph.ArgumentError, "strides must be"),
        (lambda f: f(X2, 2, padding="full"), graph.ArgumentError, "unknown padding"),
        (
            lambda f: f(X1, 2, padding="causal"),
            graph.ArgumentError,
            "no causal padding",
        ),
        (lambda f: f(X2, 2, padding=[(1, 1)]), graph.ArgumentError, "is 2 pairs"),
        (lambda f: f(X2, 2, padding=None), graph.ArgumentError, "is 2 pairs"),
        (lambda f: f(X2, 2, data_format="nhwc"), graph.ArgumentError, "data_format"),
        (
            lambda f: f(X2, (7, 1)),
            graph.ShapeError,
            "larger than the padded",
        ),
    ],
)
@pytest.mark.parametrize("function", [graph.max_pool, graph.average_pool])
def test_pools_refuse(function, call, error, text):
    with pytest.raises(error, match=text):
        call(function)


def test_primitives_refuse():
    ones = (1,), (1,), ((0, 0),)
    x = np.zeros((1, 3, 1))
    with pytest.raises(graph.DTypeError, match="booleans have no sum"):
        graph.apply(OPS["WindowSum"](*ones, (1,)), x > 0)
    with pytest.raises(graph.DTypeError, match="complex numbers have no order"):
        graph.max_pool(x + 1j, 2)
    with pytest.raises(graph.ShapeError, match="x must have 1 spatial axes"):
        graph.apply(OPS["WindowMax"](*ones), X2)
    with pytest.raises(graph.DTypeError, match="index must be an integer"):
        graph.apply(OPS["WindowPick"](*ones), x, x)
    with pytest.raises(graph.DTypeError, match="x is too wide"):
        graph.apply(OPS["WindowPick"](*ones), x + 1j, np.zeros((1, 3, 1), int))


def test_inputs_that_turn_out_too_small_are_named_at_the_run():
    x = graph.placeholder("float32", (None, None, 1), "x")
    y = graph.max_pool(x, 5, strides=1)
    with pytest.raises(graph.GraphError, match="window_max"):
        graph.Session().run(y, {x: np.zeros((1, 2, 1), "float32")})
