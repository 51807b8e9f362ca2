"""Attention in machine code, against attention by numpy."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.ops.nn.attention_blocks import attend, attend_backwards
from graph.ops.nn.scaled_attention import AttentionGradient, ScaledDotProductAttention
from tests.graph.engines.native.examples import check_examples
from tests.graph.engines.native.kernels import TARGETS
from tests.graph.engines.native.lowered import node_on, run_node

RNG = np.random.default_rng(3)
#: batch, queries, keys, heads, channels of keys, of values
SIZES = [
    (2, 3, 5, 2, 4, 7),
    (1, 70, 260, 1, 8, 16),
    (1, 261, 1, 2, 1, 1),
    (1, 5, 32, 3, 16, 20),
    (0, 3, 4, 2, 5, 6),
    (2, 0, 4, 1, 5, 6),
]


def operands(sizes, dtype):
    batch, queries, keys, heads, channels, of_value = sizes
    shapes = [
        (batch, queries, heads, channels),
        (batch, keys, heads, channels),
        (batch, keys, heads, of_value),
        (batch, queries, heads, of_value),
    ]
    return [RNG.normal(size=shape).astype(dtype) for shape in shapes]


def masks_for(sizes, kinds, dtype):
    """Some masks; a query may look at nothing, where there is one."""
    batch, queries, keys, heads, *_ = sizes
    shape = batch, heads, queries, keys
    hidden = RNG.random(shape) > 0.4
    hidden[:, :, -1:] = False
    found = {"bool": hidden, "float": RNG.normal(size=shape).astype(dtype)}
    return [found[kind] for kind in kinds]


def close(got, want, dtype):
    exact = 2e-5 if dtype == "float32" else 1e-12
    size = np.max(np.abs(want), initial=1.0)
    np.testing.assert_allclose(got, want, exact, exact * size)


def check(sizes, dtype, kinds=(), is_causal=False, late=True):
    """Both ops, on the targets and in parts."""
    query, key, value, dy = operands(sizes, dtype)
    masks = masks_for(sizes, kinds, dtype)
    wanted = attend(query, key, value, masks, 0.3, is_causal)
    given = query, key, value, *wanted, dy
    pulled = attend_backwards(*given, masks, 0.3, is_causal)
    forward = ScaledDotProductAttention(0.3, is_causal), query, key, value, *masks
    backward = AttentionGradient(0.3, is_causal), *given, *masks
    for call, want in ((forward, wanted), (backward, pulled)):
        for target, parts in ((TARGETS[0], 3), (TARGETS[1], None)):
            found = run_node(*node_on(*call, symbolic=late), target, parts)
            for have, expected in zip(found, want, strict=True):
                close(have, expected, dtype)


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("late", [False, True])
def test_any_sizes(sizes, late):
    check(sizes, "float32", late=late)


@pytest.mark.parametrize("is_causal", [False, True])
@pytest.mark.parametrize("kinds", [("bool",), ("float", "bool")])
def test_masks(kinds, is_causal):
    for sizes in SIZES[:3]:
        check(sizes, "float32", kinds, is_causal)
    check(SIZES[1], "float64", kinds, is_causal, late=(0,))


def test_keys_behind_the_last_query_are_not_looked_at():
    for sizes in (*SIZES[:3], (1, 520, 520, 1, 4, 4)):
        check(sizes, "float64", is_causal=True)


def test_without_keys_nothing_is_pulled_back():
    query, key, value, dy = operands((2, 3, 0, 1, 4, 5), "float32")
    rows = np.ones((2, 3, 1), np.float32)
    given = query, key, value, dy, rows, rows, dy
    dquery, dkey, dvalue = run_node(*node_on(AttentionGradient(1.0), *given))
    np.testing.assert_array_equal(dquery, 0)
    assert dkey.size == dvalue.size == 0


def test_what_is_not_a_number_stays_in_its_row():
    query, key, value, _ = operands((1, 7, 40, 1, 4, 5), "float32")
    query[0, 2] = np.nan
    y, *_ = run_node(*node_on(ScaledDotProductAttention(1.0), query, key, value))
    assert np.isnan(y[0, 2]).all()
    others = [0, 1, 3, 4, 5, 6]
    want = attend(query[:, others], key, value, (), 1.0, False)[0]
    close(y[:, others], want, "float32")


def test_scores_of_minus_infinity_do_not_count():
    query, key, value, _ = operands((1, 3, 300, 1, 4, 5), "float32")
    bias = np.zeros((1, 1, 3, 300), np.float32)
    bias[..., :290] = -np.inf
    op = ScaledDotProductAttention(1.0)
    y, *_ = run_node(*node_on(op, query, key, value, bias))
    want = attend(query, key[:, 290:], value[:, 290:], (), 1.0, False)[0]
    close(y, want, "float32")


def test_operands_are_read_where_they_stand():
    """Parts of one array, channels that are not adjacent, a mask that is repeated."""
    feeds = {
        graph.placeholder("float32", (None, 39, 4, 4, 6)): RNG.normal(
            size=(2, 39, 4, 4, 6)
        ).astype(np.float32),
        graph.placeholder("bool", (None, 39)): RNG.random((2, 39)) > 0.3,
    }
    x, mask = feeds
    parts = [x[:, :, i] for i in range(3)]
    shared = graph.expand_dims(mask, (1, 2))
    y = graph.scaled_dot_product_attention(*parts, shared, scale=0.5)
    turned = graph.transpose(x[:, :, 3], (0, 1, 3, 2))
    rows = graph.expand_dims(mask[:, 1:35], (1, 3))
    bias = graph.expand_dims(x[:, :, 0, 0, 0], (1, 2))
    z = graph.scaled_dot_product_attention(
        turned[:, :34], turned, turned, rows, bias, scale=0.5
    )
    total = graph.sum(y * y) + graph.sum(z * z)
    results = [y, z, *graph.gradients(total, [x])]
    found = graph.Session(engine="native").run(results, feeds)
    wanted = graph.Session(engine="numpy").run(results, feeds)
    for have, want in zip(found, wanted, strict=True):
        close(have, want, "float32")


def test_outputs_that_nobody_wants_have_memory_too():
    x = RNG.normal(size=(1, 40, 2, 3)).astype(np.float32)
    p = graph.placeholder("float32", (None, 40, 2, 3))
    y = graph.dot_product_attention(p, p, p)
    found = graph.Session(engine="native").run(y, {p: x})
    close(found, graph.dot_product_attention(x, x, x).numpy(), "float32")


def test_memory_does_not_grow_with_the_square_of_the_length():
    p = graph.placeholder("float32", (1, None, 1, 8), "p")
    y = graph.dot_product_attention(p, p, p)
    results = [y, *graph.gradients(y, [p])]

    def arena_bytes(length):
        return graph.explain(results, sizes=length, engine="native").arena_bytes

    scores = 4 * 16000**2
    assert arena_bytes(16000) - arena_bytes(1000) < scores / 50


def test_examples_of_the_ops():
    names = "ScaledDotProductAttention", "AttentionGradient"
    assert check_examples(*names, rtol=1e-4) > 4
