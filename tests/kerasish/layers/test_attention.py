"""Attention layers: formulas, masks, heads, gates, windows, dropout."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers
from kerasish.layers.masks import get_mask, set_mask

RANDOM = np.random.default_rng(1)
QUERY = RANDOM.normal(size=(2, 3, 4)).astype("float32")
VALUE = RANDOM.normal(size=(2, 5, 4)).astype("float32")
KEY = RANDOM.normal(size=(2, 5, 4)).astype("float32")
QUERY_MASK = np.array([[True, True, False], [True, False, True]])
VALUE_MASK = np.array(
    [[True, False, True, True, False], [False, True, True, True, True]]
)
CAUSAL = np.tril(np.ones((3, 5), bool))


def close(got, want, rtol=1e-5, atol=1e-6):
    np.testing.assert_allclose(np.asarray(got), np.asarray(want), rtol, atol)


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def masked_softmax(scores, mask):
    return softmax(np.where(mask, scores, -1e9))


def heads(x, kernel):
    return np.einsum("btf,fnh->bnth", x, kernel)


def weighted(layer, *shapes):
    """The built layer with random weights."""
    layer.build(*shapes)
    random = np.random.default_rng(2)
    layer.set_weights([random.normal(size=w.shape) for w in layer.get_weights()])
    return layer


def multi_head(**arguments):
    layer = layers.MultiHeadAttention(2, 3, use_bias=False, **arguments)
    return weighted(layer, QUERY.shape, VALUE.shape)


def expected(layer, mask=True, repeats=1):
    """The output and the scores of a layer without biases, in numpy."""
    q, k, v, out = layer.get_weights()
    q, k, v = heads(QUERY, q), heads(VALUE, k), heads(VALUE, v)
    k, v = np.repeat(k, repeats, 1), np.repeat(v, repeats, 1)
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    weights = masked_softmax(scores, mask)
    return np.einsum("bnth,nhf->btf", weights @ v, out), weights


def test_attention_is_softmax_of_the_products():
    y, weights = layers.Attention()([QUERY, VALUE, KEY], return_attention_scores=True)
    want = softmax(QUERY @ np.swapaxes(KEY, 1, 2))
    close(weights, want)
    close(y, want @ VALUE)


def test_attention_with_trained_scale_and_sums():
    layer = layers.Attention(use_scale=True, score_mode="concat")
    layer.build([QUERY.shape, VALUE.shape])
    layer.set_weights([np.array(0.5), np.array(2.0)])
    total = np.tanh(0.5 * (QUERY[:, :, None] + VALUE[:, None]))
    close(layer([QUERY, VALUE]), softmax(2.0 * total.sum(-1)) @ VALUE)


def test_additive_attention_scales_each_feature():
    layer = weighted(layers.AdditiveAttention(), [QUERY.shape, VALUE.shape])
    (scale,) = layer.get_weights()
    total = np.tanh(QUERY[:, :, None] + VALUE[:, None]) @ scale
    close(layer([QUERY, VALUE]), softmax(total) @ VALUE)


@pytest.mark.parametrize("kind", [layers.Attention, layers.AdditiveAttention])
def test_masked_values_are_not_looked_at_and_masked_queries_give_zeros(kind):
    mask = [QUERY_MASK, VALUE_MASK]
    y, weights = kind()([QUERY, VALUE], mask=mask, return_attention_scores=True)
    weights = np.asarray(weights)
    assert (np.asarray(y)[~QUERY_MASK] == 0).all()
    assert (weights[np.broadcast_to(~VALUE_MASK[:, None], weights.shape)] == 0).all()


def test_causal_attention_does_not_look_ahead():
    _, weights = layers.Attention()(
        [QUERY, VALUE],
        mask=[None, VALUE_MASK],
        use_causal_mask=True,
        return_attention_scores=True,
    )
    allowed = CAUSAL & VALUE_MASK[:, None]
    some = allowed.any(-1)
    want = masked_softmax(QUERY @ np.swapaxes(VALUE, 1, 2), allowed)
    close(np.asarray(weights)[some], want[some])


def test_attention_takes_a_list():
    with pytest.raises(graph.GraphError, match="list of two or three"):
        layers.Attention()(QUERY)
    with pytest.raises(graph.GraphError, match="mask must be a list"):
        layers.Attention()([QUERY, VALUE], mask=QUERY_MASK)


@pytest.mark.parametrize("with_scores", [False, True])
@pytest.mark.parametrize("mask", [None, RANDOM.random((2, 3, 5)) > 0.3])
@pytest.mark.parametrize("causal", [False, True])
def test_multi_head_attention_follows_the_formula(with_scores, mask, causal):
    layer = multi_head()
    allowed = True if mask is None else mask[:, None] | (np.arange(5) == 0)
    given = None if mask is None else allowed[:, 0]
    want, scores = expected(layer, allowed & CAUSAL if causal else allowed)
    got = layer(
        QUERY,
        VALUE,
        attention_mask=given,
        use_causal_mask=causal,
        return_attention_scores=with_scores,
    )
    close(got[0] if with_scores else got, want, 1e-4, 1e-5)
    if with_scores:
        close(got[1], scores, 1e-4, 1e-5)


def test_masks_of_the_inputs_count_and_that_of_the_query_goes_on():
    layer = multi_head()
    query, value = graph.as_tensor(QUERY), graph.as_tensor(VALUE)
    set_mask(query, graph.as_tensor(QUERY_MASK))
    set_mask(value, graph.as_tensor(VALUE_MASK))
    y = layer(query, value)
    want, _ = expected(layer, VALUE_MASK[:, None, None])
    close(np.asarray(y)[QUERY_MASK], want[QUERY_MASK], 1e-4, 1e-5)
    assert get_mask(y) is get_mask(query)
    assert get_mask(value) is not None
    y, scores = layer(query, value, return_attention_scores=True)
    assert get_mask(y) is get_mask(query)
    # as in Keras: those that were joined to count scores
    assert get_mask(scores).shape == (2, 1, 3, 5)


def test_query_that_sees_nothing_counts_all_values_alike():
    layer = multi_head()
    y = layer(QUERY, VALUE, attention_mask=np.zeros((2, 3, 5), bool))
    _, _, v, out = layer.get_weights()
    want = np.einsum("bnh,nhf->bf", heads(VALUE, v).mean(2), out)
    close(y, np.broadcast_to(want[:, None], (2, 3, 4)), 1e-4, 1e-5)


def test_sliding_window_sees_only_neighbours():
    layer = multi_head(sliding_window=2)
    near = np.abs(np.arange(3)[:, None] - np.arange(5)) < 2
    close(layer(QUERY, VALUE), expected(layer, near)[0], 1e-4, 1e-5)


def test_gate_multiplies_the_heads():
    layer = multi_head(use_gate=True)
    q, k, gate, v, out = layer.get_weights()
    plain = multi_head()
    plain.set_weights([q, k, v, out])
    _, scores = expected(plain)
    gates = 1 / (1 + np.exp(-heads(QUERY, gate)))
    want = np.einsum("bnth,nhf->btf", (scores @ heads(VALUE, v)) * gates, out)
    close(layer(QUERY, VALUE), want, 1e-4, 1e-5)


def test_attention_over_chosen_axes_leaves_the_others_alone():
    x = RANDOM.normal(size=(2, 3, 5, 4)).astype("float32")
    layer = layers.MultiHeadAttention(2, 3, attention_axes=2)
    layer = weighted(layer, x.shape, x.shape)
    plain = layers.MultiHeadAttention(2, 3)
    plain.build((2, 5, 4), (2, 5, 4))
    plain.set_weights(layer.get_weights())
    for row in range(3):
        close(layer(x, x)[:, row], plain(x[:, row], x[:, row]), 1e-4, 1e-5)


def test_output_shape_may_have_several_axes():
    layer = layers.MultiHeadAttention(2, 3, value_dim=5, output_shape=(6, 7))
    assert layer(QUERY, VALUE).shape == (2, 3, 6, 7)
    assert layer.compute_output_shape((2, 3, 4), (2, 5, 4)) == (2, 3, 6, 7)
    assert layer.get_config()["output_shape"] == [6, 7]


def test_weights_have_the_names_and_order_of_keras():
    layer = layers.MultiHeadAttention(2, 3, use_gate=True, name="attend")
    layer(QUERY, VALUE)
    inner = ["query", "key", "gate", "value", "attention_output"]
    want = [f"attend/{n}/{kind}" for n in inner for kind in ("kernel", "bias")]
    assert [w.path for w in layer.weights] == want
    assert layer.query_dense.kernel.shape == (4, 2, 3)


def test_projections_start_with_different_numbers():
    layer = layers.MultiHeadAttention(2, 3)
    layer(QUERY, VALUE)
    query, key = layer.get_weights()[0], layer.get_weights()[2]
    assert (query != key).any()


def test_dropout_of_the_weights_acts_in_training_only():
    layer = multi_head(dropout=0.5, seed=3)
    plain = multi_head()
    close(layer(QUERY, VALUE), plain(QUERY, VALUE), 1e-4, 1e-5)
    y = np.asarray(layer(QUERY, VALUE, training=True))
    assert (np.abs(y - np.asarray(plain(QUERY, VALUE))) > 1e-3).any()


@pytest.mark.parametrize("groups", [1, 2, 4])
def test_grouped_heads_share_keys_and_values(groups):
    layer = layers.GroupQueryAttention(3, 4, groups, use_bias=False)
    layer = weighted(layer, QUERY.shape, VALUE.shape)
    want, _ = expected(layer, repeats=4 // groups)
    close(layer(QUERY, VALUE), want, 1e-4, 1e-5)
    assert layers.serialize(layer)["class_name"] == "GroupQueryAttention"


def test_heads_of_queries_must_be_a_multiple_of_those_of_keys():
    with pytest.raises(graph.GraphError, match="multiple"):
        layers.GroupQueryAttention(3, 4, 3)


def test_value_and_key_must_agree():
    with pytest.raises(graph.ShapeError, match="value and key must agree"):
        layers.MultiHeadAttention(2, 3)(QUERY, VALUE, KEY[:, :4])


def test_flash_attention_is_refused():
    with pytest.raises(NotImplementedError, match="flash"):
        layers.MultiHeadAttention(2, 3, flash_attention=True)


@pytest.mark.parametrize("causal", [False, True])
def test_model_takes_any_lengths(causal):
    layer = multi_head()
    inputs = kerasish.Input((None, 4)), kerasish.Input((None, 4))
    outputs = layer(*inputs, use_causal_mask=causal)
    model = kerasish.Model(inputs, outputs)
    assert model.output_shape == (None, None, 4)
    for queries, values in ((3, 5), (2, 2)):
        pair = QUERY[:, :queries], VALUE[:, :values]
        want = layer(*pair, use_causal_mask=causal)
        close(model.predict(pair, verbose=0), want, 1e-4, 1e-5)


def test_padded_words_change_nothing():
    words = kerasish.Input((None,), dtype="int32")
    x = layers.Embedding(9, 4, mask_zero=True)(words)
    x = layers.MultiHeadAttention(2, 3)(x, x)
    model = kerasish.Model(words, layers.GlobalAveragePooling1D()(x))
    short = model.predict(np.array([[3, 5, 2]]), verbose=0)
    padded = model.predict(np.array([[3, 5, 2, 0, 0]]), verbose=0)
    close(padded, short, 1e-4, 1e-5)
