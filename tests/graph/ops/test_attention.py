"""Attention and distances as functions, against loops of numpy."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.ir.dispatch import apply
from graph.ir.printer import print_graph
from graph.ops.nn import attention_blocks
from graph.ops.nn.scaled_attention import AttentionGradient, ScaledDotProductAttention
from graph.testing import Case

RNG = np.random.default_rng(7)
QUERY = RNG.normal(size=(2, 3, 4, 5))
KEY = RNG.normal(size=(2, 6, 4, 5))
VALUE = RNG.normal(size=(2, 6, 4, 7))
BIAS = RNG.normal(size=(4, 3, 6))
MASK = RNG.random(size=(2, 1, 3, 6)) > 0.4
#: the last query of the first example may look at nothing
UNEVEN_MASK = np.array(MASK)
UNEVEN_MASK[0, 0, 2] = False


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def attention(query, key, value, bias=0, mask=True, scale=None):
    scale = query.dtype.type(query.shape[-1] ** -0.5 if scale is None else scale)
    out = np.empty((*query.shape[:3], value.shape[-1]), query.dtype)
    for head in range(query.shape[2]):
        other = head * key.shape[2] // query.shape[2]
        scores = query[:, :, head] @ key[:, :, other].swapaxes(1, 2) * scale
        scores = scores + (bias[head] if np.ndim(bias) else bias)
        scores = np.where(mask if np.ndim(mask) < 4 else mask[:, 0], scores, -1e9)
        out[:, :, head] = softmax(scores) @ value[:, :, other]
    return out


def attention_op(query, key, value, *masks, is_causal=False):
    """The op, which the public function leaves alone where scores are few."""
    batch, queries, heads, _ = graph.shape(query)
    shape = batch, heads, queries, graph.shape(key)[1]
    masks = [graph.broadcast_to(mask, shape) for mask in masks]
    op = ScaledDotProductAttention(0.4, is_causal)
    return apply(op, query, key, value, *masks)[0]


def gradient_of_attention(query, key, value, dy, mask):
    """What the op of the gradient gives, after the op that it belongs to."""
    batch, queries, heads, _ = graph.shape(query)
    shape = batch, heads, queries, graph.shape(key)[1]
    masks = [graph.broadcast_to(mask, shape)]
    found = apply(ScaledDotProductAttention(0.4), query, key, value, *masks)
    op = AttentionGradient(0.4)
    return apply(op, query, key, value, *found, dy, *masks)


CASES = {
    "attention_weights": [
        Case(
            lambda s, m: graph.attention_weights(s, m),
            [RNG.normal(size=(2, 3, 6)), MASK[:, 0]],
            lambda s, m: softmax(np.where(m, s, -1e9)).astype(s.dtype),
        )
    ],
    "dot_product_attention": [
        Case(graph.dot_product_attention, [QUERY, KEY, VALUE], attention),
        Case(
            lambda q, k, v, b, m: graph.dot_product_attention(q, k, v, b, m, 0.3),
            [QUERY, KEY, VALUE, BIAS, MASK],
            lambda q, k, v, b, m: attention(q, k, v, b, m, 0.3),
        ),
        Case(
            lambda q, k, v: graph.dot_product_attention(q, k, v, is_causal=True),
            [QUERY, KEY[:, :, :2], VALUE[:, :, :2]],
            lambda q, k, v: attention(
                q, k, v, mask=np.tri(q.shape[1], k.shape[1], dtype=bool)
            ),
            symbolic=(0, 1),
        ),
    ],
    "ScaledDotProductAttention": [
        Case(
            attention_op,
            [QUERY, KEY, VALUE, BIAS, UNEVEN_MASK],
            lambda q, k, v, b, m: attention(q, k, v, b, m, 0.4),
        ),
        Case(
            lambda q, k, v, m: attention_op(q, k, v, m, is_causal=True),
            [QUERY, KEY, VALUE, MASK],
            lambda q, k, v, m: attention(
                q, k, v, mask=m & np.tri(q.shape[1], k.shape[1], dtype=bool), scale=0.4
            ),
        ),
    ],
    "scaled_dot_product_attention": [
        Case(
            lambda q, k, v, b, m: graph.scaled_dot_product_attention(
                q, k, v, b, m, scale=0.4, is_causal=True
            ),
            [QUERY, KEY, VALUE, BIAS, UNEVEN_MASK],
            lambda q, k, v, b, m: attention(
                q, k, v, b, m & np.tri(q.shape[1], k.shape[1], dtype=bool), 0.4
            ),
        )
    ],
    "AttentionGradient": [
        Case(
            lambda q, k, v, dy, m: gradient_of_attention(q, k, v, dy, m),
            [QUERY, KEY, VALUE, RNG.normal(size=(2, 3, 4, 7)), UNEVEN_MASK],
            order=1,
        )
    ],
    "cdist": [
        Case(
            graph.cdist,
            [RNG.normal(size=(2, 3, 4)), RNG.normal(size=(2, 5, 4))],
            lambda x, y: np.linalg.norm(x[:, :, None] - y[:, None], axis=-1),
        )
    ],
}


def test_a_row_that_may_look_at_nothing_looks_at_everything():
    found = graph.attention_weights(np.ones((2, 4)), np.array([[False], [True]]))
    np.testing.assert_allclose(found, 0.25)


def test_the_distance_of_equal_rows_has_gradient_zero():
    x = graph.as_tensor(np.ones((2, 3)))
    with graph.GradientTape() as tape:
        tape.watch(x)
        y = graph.cdist(x, np.ones((1, 3)))
    np.testing.assert_array_equal(tape.gradient(y, x), np.zeros((2, 3)))


def test_scores_are_made_block_by_block(monkeypatch):
    dy = RNG.normal(size=(2, 3, 4, 7))
    inputs = [graph.as_tensor(x) for x in (QUERY, KEY, VALUE, dy, UNEVEN_MASK)]
    whole = gradient_of_attention(*inputs)
    for scores in (1, 4 * 6 * 2, 4 * 6 * 3 + 5):
        monkeypatch.setattr(attention_blocks, "BLOCK_SCORES", scores)
        for found, want in zip(gradient_of_attention(*inputs), whole, strict=True):
            np.testing.assert_allclose(found, want, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("length", [5, None, 40])
def test_few_scores_are_written(length):
    x = graph.placeholder("float32", (None, length, 2, 3))
    y = graph.scaled_dot_product_attention(x, x, x, scale=1.0)
    assert ("scaled_dot_product_attention" in print_graph([y])) == (length != 5)


@pytest.mark.parametrize(("name", "error"), [("float16", 2e-3), ("bfloat16", 2e-2)])
def test_half_floats_are_computed_in_float32(name, error):
    dtype = graph.as_dtype(name)
    query, key, value = (x.astype(dtype) for x in (QUERY, KEY, VALUE))
    found = graph.dot_product_attention(query, key, value)
    assert found.dtype == dtype
    exact = attention(*(x.astype("float64") for x in (query, key, value)))
    found = graph.cast(found, "float64")
    np.testing.assert_allclose(found, exact, rtol=error, atol=error)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: graph.dot_product_attention(QUERY[0], KEY, VALUE), "have 4 axes"),
        (
            lambda: graph.dot_product_attention(QUERY, KEY[:, :, :3], VALUE),
            "the heads of keys must divide",
        ),
        (lambda: graph.cdist(QUERY[0, 0, 0], KEY), "rows of as many features"),
        (lambda: graph.cdist(QUERY, VALUE), "rows of as many features"),
    ],
)
def test_errors(call, text):
    with pytest.raises(graph.ShapeError, match=text):
        call()
