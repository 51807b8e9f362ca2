"""Embedding, Masking and Wrapper."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers
from kerasish.layers.masks import get_mask

TABLE = np.array([[0.0, 0.5], [1.0, 1.5], [2.0, 2.5]], "float32")


def test_embedding_picks_rows():
    layer = layers.Embedding(3, 2, weights=[TABLE])
    assert layer(np.array([[2, 0]])).tolist() == [[[2.0, 2.5], [0.0, 0.5]]]


def test_embedding_starts_with_the_weights_given_and_does_not_save_them_in_its_config():
    layer = layers.Embedding(3, 2, weights=[TABLE], input_length=4)
    assert layer.get_weights()[0].tolist() == TABLE.tolist()
    assert not {"weights", "input_length"} & set(layer.get_config())


def test_embedding_takes_indices_that_are_floats_exactly():
    layer = layers.Embedding(4099, 1, embeddings_initializer=_rows, dtype="float16")
    assert layer(np.array([4097.0, 4098.0])).tolist() == [[1.0], [2.0]]


def _rows(shape, dtype=None):
    return (np.arange(shape[0]) % 4096).reshape(shape).astype(dtype)


@pytest.mark.parametrize("wrong", [3, -4])
def test_index_outside_the_vocabulary_is_named_with_input_dim(wrong):
    layer = layers.Embedding(3, 2, name="words")
    with pytest.raises(IndexError) as caught:
        layer(np.array([[0, wrong]]))
    text = str(caught.value)
    assert "words" in text
    assert f"index {wrong} " in text
    assert "input_dim=3" in text


def test_index_outside_the_vocabulary_is_named_in_a_model_too():
    model = kerasish.Sequential([kerasish.Input((2,)), layers.Embedding(3, 2)])
    with pytest.raises(graph.ExecutionError, match=r"index 7 .*input_dim=3"):
        model.predict(np.array([[0, 7]]), verbose=0)


def test_embedding_gradient_adds_up_repeated_indices():
    layer = layers.Embedding(3, 2, weights=[TABLE])
    with graph.GradientTape() as tape:
        loss = graph.sum(layer(np.array([1, 1, 2])))
    (gradient,) = tape.gradient(loss, layer.trainable_weights)
    assert np.asarray(gradient).tolist() == [[0, 0], [2, 2], [1, 1]]


def test_mask_zero_masks_index_zero():
    y = layers.Embedding(3, 2, mask_zero=True)(np.array([[1, 0]]))
    assert np.asarray(get_mask(y)).tolist() == [[True, False]]
    assert get_mask(layers.Embedding(3, 2)(np.array([[1, 0]]))) is None


@pytest.mark.parametrize("cap", [None, 2.0])
def test_reversible_embedding_scores_words_by_their_vectors(cap):
    layer = layers.ReversibleEmbedding(3, 2, logit_soft_cap=cap, weights=[TABLE])
    x = np.array([[[1.0, -2.0]]], "float32")
    want = x @ TABLE.T if cap is None else cap * np.tanh(x @ TABLE.T / cap)
    y = layer(x, reverse=True)
    np.testing.assert_allclose(y.numpy(), want, 1e-6)
    assert layer.compute_output_shape((None, 5, 2), reverse=True) == (None, 5, 3)


def test_reversible_embedding_may_have_a_table_of_its_own_for_the_reverse():
    layer = layers.ReversibleEmbedding(3, 2, tie_weights=False, reverse_dtype="float64")
    vectors = layer(np.array([2, 0]))
    table, back = layer.get_weights()
    assert back.shape == (2, 3)
    scores = layer(vectors, reverse=True)
    assert scores.dtype == np.float64
    np.testing.assert_allclose(scores.numpy(), table[[2, 0]] @ back, 1e-5)


def test_masking_zeroes_and_masks_steps_of_the_mask_value():
    x = np.array([[[1.0, 2.0], [9.0, 9.0], [9.0, 3.0]]])
    y = layers.Masking(9.0)(x)
    assert y.tolist() == [[[1.0, 2.0], [0.0, 0.0], [9.0, 3.0]]]
    assert np.asarray(get_mask(y)).tolist() == [[True, False, True]]


class _Doubled(layers.Wrapper):
    def call(self, x):
        return self.layer(x) * 2.0


def test_wrapper_builds_and_saves_its_layer():
    layer = _Doubled(layers.Dense(3))
    layer(np.ones((2, 4)))
    assert [w.shape for w in layer.weights] == [(4, 3), (3,)]
    with kerasish.saving.custom_object_scope({"_Doubled": _Doubled}):
        again = layers.deserialize(layers.serialize(layer))
    assert again.layer.units == 3
