"""bfloat16 on every engine: rounded once for each op, and exactly as ml_dtypes does."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import graph
from graph.executor.engines import ENGINES
from graph.ir import dtypes

ml_dtypes = pytest.importorskip("ml_dtypes")
BF16 = graph.as_dtype("bfloat16")
engines = pytest.mark.parametrize("engine", sorted(ENGINES))
RNG = np.random.default_rng(0)


def bits_of(array):
    return np.asarray(array).view(np.uint16)


def run(engine, function, *arrays):
    """The value of a function of placeholders, of symbolic first sizes."""
    inputs = [graph.placeholder(a.dtype, ("n", *a.shape[1:])) for a in arrays]
    feeds = dict(zip(inputs, arrays))
    return graph.Session(engine=engine).run(function(*inputs), feeds)


def numbers(*shape, dtype=BF16):
    return RNG.normal(size=shape).astype(dtype)


# ---- the dtype


def test_names_and_kinds():
    assert BF16.name == "bfloat16" and BF16.itemsize == 2
    assert graph.as_dtype(BF16) is BF16 and graph.as_dtype("int8") == np.int8
    assert graph.kind_of(BF16) == "f" and graph.is_bfloat16(BF16)
    assert graph.kind_of(np.dtype("V2")) == "V"
    assert float(graph.finfo(BF16).max) == (2 - 2**-7) * 2.0**127
    assert float(graph.finfo("float16").max) == 65504


def test_what_is_missing_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "ml_dtypes", None)
    dtypes._bfloat16.cache_clear()
    with pytest.raises(ImportError, match=r"kerasish\[bfloat16\]"):
        graph.placeholder("bfloat16", (2,))
    dtypes._bfloat16.cache_clear()


@pytest.mark.parametrize(
    ("other", "result"),
    [
        ("bfloat16", "bfloat16"),
        ("float16", "float32"),
        ("float32", "float32"),
        ("float64", "float64"),
        ("int8", "bfloat16"),
        ("int64", "bfloat16"),
        ("uint64", "bfloat16"),
        ("bool", "bfloat16"),
        ("complex64", "complex64"),
    ],
)
def test_promotion(other, result):
    x, y = graph.ones(2, "bfloat16"), graph.ones(2, other)
    for z in (x + y, y + x, graph.maximum(x, y) if other != "complex64" else x + y):
        assert z.dtype.name == result
    assert graph.promoted(BF16, graph.as_dtype(other)).name == result


@pytest.mark.parametrize("number", [True, 2, 2.5])
def test_numbers_of_python_take_the_dtype(number):
    assert (graph.ones(2, "bfloat16") * number).dtype == BF16
    assert (number - graph.placeholder("bfloat16", (2,))).dtype == BF16


# ---- casts


@engines
def test_every_number_is_widened_exactly(engine):
    x = np.arange(65536, dtype=np.uint16).view(BF16)
    y = run(engine, lambda x: graph.cast(x, "float32"), x)
    np.testing.assert_array_equal(y.view(np.uint32) >> 16, np.arange(65536))


@engines
def test_float32_is_rounded_as_ml_dtypes_does(engine):
    bits = RNG.integers(0, 2**32, 20000, dtype=np.uint32)
    halves = (bits[:5000] & 0xFFFF0000) | RNG.integers(0x7FFF, 0x8002, 5000)
    special = [0x7F800001, 0x7FC00000, 0xFFC12345, 0x7F800000, 0xFF800000]
    special += [0x7F7FFFFF, 0x7F7F7FFF, 0x7F7F8000, 1, 0x8000, 0x80018000, 0x80000000]
    x = np.concatenate([bits, halves.astype(np.uint32), np.uint32(special)])
    x = x.view(np.float32)
    y = run(engine, lambda x: graph.cast(x, "bfloat16"), x)
    with np.errstate(invalid="ignore", over="ignore"):
        want = x.astype(BF16)
    np.testing.assert_array_equal(bits_of(y), bits_of(want))


@engines
@pytest.mark.parametrize(
    "dtype", ["float64", "int8", "int32", "int64", "uint16", "bool"]
)
def test_casts_from_and_to_other_dtypes(engine, dtype):
    x = (RNG.normal(size=300) * 100).astype(dtype)
    y = run(engine, lambda x: graph.cast(x, "bfloat16"), x)
    np.testing.assert_array_equal(bits_of(y), bits_of(x.astype(BF16)))
    inside = np.abs(x.astype(BF16)) if dtype == "uint16" else x.astype(BF16)
    inside = np.where(np.abs(inside.astype("f")) < 120, inside, BF16.type(3))
    again = run(engine, lambda x: graph.cast(x, dtype), inside)
    np.testing.assert_array_equal(again, inside.astype(dtype))
    assert again.dtype == dtype


# ---- arithmetic


@engines
@pytest.mark.parametrize("name", ["add", "subtract", "multiply", "divide", "maximum"])
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_arithmetic_is_rounded_once(engine, name, size):
    x, y = numbers(size, 3), numbers(size, 3)
    z = run(engine, getattr(graph, name), x, y)
    want = getattr(np, name)(x.astype("f"), y.astype("f")).astype(BF16)
    np.testing.assert_array_equal(bits_of(z), bits_of(want))
    eager = getattr(graph, name)(graph.as_tensor(x), y).numpy()
    np.testing.assert_array_equal(bits_of(eager), bits_of(want))


@engines
def test_a_chain_is_rounded_after_each_op(engine):
    x, y = numbers(40, 5), numbers(40, 5)
    z = run(engine, lambda x, y: graph.sqrt(abs((x + y) * x - 0.3)), x, y)
    wide = (x.astype("f") + y.astype("f")).astype(BF16).astype("f")
    wide = (wide * x.astype("f")).astype(BF16).astype("f")
    wide = (wide - np.float32(BF16.type(0.3))).astype(BF16).astype("f")
    want = np.sqrt(np.abs(wide)).astype(BF16)
    np.testing.assert_array_equal(bits_of(z), bits_of(want))


@engines
@pytest.mark.parametrize("name", ["exp", "tanh", "sigmoid", "erf", "sin", "rsqrt"])
def test_functions_are_within_one_step_of_float32(engine, name):
    x = np.abs(numbers(500)) + BF16.type(0.1)
    function = getattr(graph, name)
    y = run(engine, function, x)
    want = function(x.astype("f")).numpy().astype(BF16)
    steps = bits_of(y).astype(int) - bits_of(want).astype(int)
    assert y.dtype == BF16 and np.abs(steps).max() <= 1
    assert np.count_nonzero(steps) <= 5


@engines
def test_comparisons_and_tests(engine):
    x, y = numbers(50), numbers(50)
    x[3] = np.nan
    z = run(engine, lambda x, y: (x < y) | graph.isnan(x), x, y)
    x, y = x.astype("f"), y.astype("f")
    np.testing.assert_array_equal(z, (x < y) | np.isnan(x))


# ---- what moves numbers keeps their bits

MOVES = {
    "reverse": lambda x: graph.flip(x, 0),
    "transpose": lambda x: graph.transpose(x),
    "reshape": lambda x: graph.reshape(x, (3, -1)),
    "slice": lambda x: x[1:, ::2],
    "concatenate": lambda x: graph.concatenate([x, x], 1),
    "take": lambda x: graph.take(x, [2, 0, 1, 1], 0),
    "pad": lambda x: graph.pad(x, [(1, 0), (0, 2)]),
    "where": lambda x: graph.where(x == x, x, graph.flip(x, 0)),
    "broadcast": lambda x: graph.broadcast_to(x[:, None], (graph.shape(x)[0], 2, 3)),
    "update": lambda x: graph.slice_update(x, (1, 0), x[:1, :2]),
    "bitcast": lambda x: graph.bitcast(x, "int16"),
}


@engines
@pytest.mark.parametrize("name", MOVES)
def test_moves_keep_the_bits(engine, name):
    x = RNG.integers(0, 65536, (6, 3), dtype=np.uint16)
    found = run(engine, MOVES[name], x.view(BF16))
    want = MOVES[name](graph.as_tensor(x.view(np.float16))).numpy()
    found, want = bits_of(found), bits_of(want)
    if name == "where":  # NaN was compared
        want = np.where(np.isnan(x.view(BF16)), x[::-1], x)
    np.testing.assert_array_equal(found, want)


# ---- sums and products


@engines
def test_sums_are_of_float32(engine):
    x = np.ones((3000, 4), BF16)
    np.testing.assert_array_equal(run(engine, lambda x: graph.sum(x, 0), x), 3008)
    np.testing.assert_array_equal(run(engine, lambda x: graph.mean(x, 0), x), 1)
    total = run(engine, lambda x: graph.cumsum(x, 0), x)
    assert float(total[-1, 0]) == 3008 and total.dtype == BF16
    largest = run(engine, lambda x: graph.max(x, 1), numbers(9, 5))
    assert largest.dtype == BF16


@engines
@pytest.mark.parametrize(
    ("rows", "depth", "columns"),
    [(1, 1, 1), (5, 7, 3), (33, 1000, 17), (1, 300, 40), (40, 300, 1), (3, 0, 2)],
)
def test_contractions_sum_in_float32(engine, rows, depth, columns):
    x, y = numbers(rows, depth), numbers(depth, columns)
    z = graph.placeholder("bfloat16", ("n", depth))
    w = graph.placeholder("bfloat16", (depth, columns))
    found = graph.Session(engine=engine).run(graph.matmul(z, w), {z: x, w: y})
    assert found.dtype == BF16
    want = x.astype(float) @ y.astype(float)
    scale = np.abs(x.astype(float)) @ np.abs(y.astype(float))
    assert np.all(
        np.abs(found.astype(float) - want) <= 2**-8 * np.abs(want) + 1e-5 * scale
    )


@engines
def test_transposed_and_batched_contractions(engine):
    x, y = numbers(3, 4, 5), numbers(3, 6, 5)
    found = run(engine, lambda x, y: graph.einsum("nij,nkj->nik", x, y), x, y)
    want = np.einsum("nij,nkj->nik", x.astype(float), y.astype(float))
    np.testing.assert_allclose(found.astype(float), want, rtol=2**-8, atol=1e-5)


@engines
def test_an_epilogue_ends_in_bfloat16(engine):
    x, w, c = numbers(9, 20), numbers(20, 24), numbers(24)
    p = graph.placeholder("bfloat16", ("n", 20))

    def dense(p):
        return graph.maximum(graph.matmul(p, w) + c, 0.0)

    found = graph.Session(engine=engine).run(dense(p), {p: x})
    want = (x.astype(float) @ w.astype(float)).astype("f").astype(BF16).astype("f")
    want = np.maximum(want + c.astype("f"), 0).astype(BF16)
    np.testing.assert_allclose(
        found.astype("f"), want.astype("f"), rtol=2**-7, atol=0.03
    )
    assert np.mean(found == want) > 0.9


@engines
def test_convolutions(engine):
    x, w = numbers(2, 8, 8, 3), numbers(3, 3, 3, 5)

    def loss(x, w):
        y = graph.conv(x, w, strides=(1, 1), padding="SAME")
        return y, graph.gradients(graph.sum(y * y), [x, w])

    found = {}
    for dtype in (BF16, np.dtype("float32")):
        p = graph.placeholder(dtype, ("n", 8, 8, 3))
        q = graph.placeholder(dtype, w.shape)
        y, (dx, dw) = loss(p, q)
        feeds = {p: x.astype(dtype), q: w.astype(dtype)}
        found[dtype] = graph.Session(engine=engine).run([y, dx, dw], feeds)
    for narrow, wide in zip(*found.values()):
        assert narrow.dtype == BF16
        size = np.abs(wide).mean()
        assert np.abs(narrow.astype("f") - wide).max() < 0.05 * size


# ---- gradients, control flow, state


@engines
def test_gradients_are_bfloat16(engine):
    x = numbers(6, 4)
    p = graph.placeholder("bfloat16", ("n", 4))
    (dx,) = graph.gradients(graph.sum(graph.tanh(p) * p), [p])
    found = graph.Session(engine=engine).run(dx, {p: x})
    wide = x.astype("f")
    want = np.tanh(wide) + wide * (1 - np.tanh(wide) ** 2)
    assert found.dtype == BF16
    np.testing.assert_allclose(found.astype("f"), want, rtol=0.03, atol=0.03)


def test_tapes_see_bfloat16():
    x = graph.as_tensor(numbers(5))
    with graph.GradientTape() as tape:
        tape.watch(x)
        y = graph.sum(x * x)
    np.testing.assert_array_equal(tape.gradient(y, x).numpy(), 2 * x.numpy())


@engines
def test_loops_carry_bfloat16(engine):
    def total(xs):
        step = lambda carry, x: (carry + x, carry * 2.0)  # noqa: E731
        return graph.scan(step, graph.zeros((3,), "bfloat16"), xs)

    xs = numbers(7, 3)
    p = graph.placeholder("bfloat16", (7, 3))
    last, ys = graph.Session(engine=engine).run(list(total(p)), {p: xs})
    carry = np.zeros(3, BF16)
    for x, y in zip(xs, ys):
        np.testing.assert_array_equal(bits_of(y), bits_of(carry * BF16.type(2)))
        carry = (carry.astype("f") + x.astype("f")).astype(BF16)
    np.testing.assert_array_equal(bits_of(last), bits_of(carry))


@engines
def test_variables_of_bfloat16(engine):
    v = graph.Variable(numbers(4), name="v")
    before = v.numpy().copy()

    @graph.function(engine=engine)
    def step(x):
        v.assign(v - x * 0.5)
        return graph.sum(v)

    step(before)
    want = before.astype("f") - (before.astype("f") * 0.5).astype(BF16).astype("f")
    np.testing.assert_array_equal(bits_of(v.numpy()), bits_of(want.astype(BF16)))


# ---- making numbers


def test_random_numbers_stay_below_the_end():
    key = graph.make_key(0)
    y = graph.random_uniform(key, (5000,), 1.0, 2.0, "bfloat16").numpy().astype("f")
    assert y.min() == 1 and y.max() < 2 and abs(y.mean() - 1.5) < 0.02
    assert graph.random_normal(key, (3,), dtype="bfloat16").dtype == BF16


def test_constants_and_ranges():
    np.testing.assert_array_equal(
        graph.arange(300, dtype="bfloat16").numpy()[256:258], 256
    )
    assert graph.full((2,), 1.5, "bfloat16").numpy().tolist() == [1.5, 1.5]
    assert graph.zeros((2,), "bfloat16").dtype == BF16
    assert graph.linspace(0.0, 1.0, 3, dtype="bfloat16").dtype == BF16
    assert graph.as_tensor([1.0, 2.0], "bfloat16").dtype == BF16


def test_infinities_become_the_largest_numbers():
    x = graph.cast([np.inf, -np.inf, 1.0], "bfloat16")
    found = graph.nan_to_num(x).numpy().astype("f")
    assert np.isfinite(found).all() and found[0] > 3e38
