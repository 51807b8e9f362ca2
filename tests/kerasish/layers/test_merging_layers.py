"""Merging layers: broadcasting, masks, joining, dot products."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from kerasish import layers
from kerasish.layers.masks import get_mask, set_mask

A, B = np.array([[1.0, 5.0]]), np.array([[3.0, 4.0]])


def masked(values, mask):
    tensor = graph.as_tensor(np.asarray(values, "float32"))
    set_mask(tensor, graph.as_tensor(np.asarray(mask)))
    return tensor


def test_functions_are_the_layers():
    assert layers.add([A, B]).tolist() == [[4.0, 9.0]]
    assert layers.subtract([A, B]).tolist() == [[-2.0, 1.0]]
    assert layers.multiply([A, B]).tolist() == [[3.0, 20.0]]
    assert layers.average([A, B, B]).numpy() == pytest.approx(
        np.array([[7 / 3, 13 / 3]])
    )
    assert layers.maximum([A, B]).tolist() == [[3.0, 5.0]]
    assert layers.minimum([A, B]).tolist() == [[1.0, 4.0]]
    assert layers.concatenate([A, B]).tolist() == [[1.0, 5.0, 3.0, 4.0]]
    assert layers.dot([A, B], axes=1).tolist() == [[23.0]]


def test_smaller_ranks_get_axes_behind_the_batch():
    steps = np.ones((2, 3, 2))
    y = layers.Add()([steps, np.array([[1.0, 2.0], [3.0, 4.0]])]).numpy()
    np.testing.assert_array_equal(y[:, 0], [[2.0, 3.0], [4.0, 5.0]])
    assert y.shape == (2, 3, 2)


def test_sizes_that_do_not_fit_are_an_error_that_shows_them():
    with pytest.raises(graph.ShapeError, match=r"do not fit together(.|\n)*\(2, 3\)"):
        layers.Add()([np.zeros((2, 3)), np.zeros((2, 4))])


def test_another_batch_is_an_error_even_if_it_would_broadcast():
    with pytest.raises(graph.ShapeError, match="do not fit together"):
        layers.Add()([np.zeros((2, 3)), np.zeros((1, 3))])


@pytest.mark.parametrize("name", ["Add", "Concatenate", "Dot"])
def test_one_tensor_in_place_of_a_list_is_an_error(name):
    layer = layers.Dot(1) if name == "Dot" else getattr(layers, name)()
    with pytest.raises(graph.GraphError, match="takes a list of tensors"):
        layer(A)


@pytest.mark.parametrize("layer", [layers.Subtract(), layers.Dot(1)])
def test_three_tensors_are_too_many_for_two(layer):
    with pytest.raises(graph.GraphError, match="of two tensors"):
        layer([A, B, B])


def test_masks_are_joined_by_or():
    x = masked(np.ones((1, 3, 1)), [[True, False, False]])
    y = masked(np.ones((1, 3, 1)), [[False, False, True]])
    assert get_mask(layers.Add()([x, y])).tolist() == [[True, False, True]]
    plain = graph.as_tensor(np.ones((1, 3, 1), "float32"))
    assert get_mask(layers.Add()([x, plain])) is None


def test_maximum_does_not_choose_masked_elements():
    x = masked([[[9.0], [1.0]]], [[False, True]])
    y = masked([[[2.0], [5.0]]], [[True, True]])
    assert layers.Maximum()([x, y]).numpy().ravel().tolist() == [2.0, 5.0]


def test_multiply_takes_masked_factors_as_one():
    x = masked([[[9.0], [3.0]]], [[False, True]])
    y = masked([[[2.0], [5.0]]], [[True, True]])
    assert layers.Multiply()([x, y]).numpy().ravel().tolist() == [2.0, 15.0]


def test_concatenate_along_steps_joins_masks():
    x = masked(np.ones((1, 2, 3)), [[True, False]])
    plain = graph.as_tensor(np.ones((1, 1, 3), "float32"))
    y = layers.Concatenate(axis=1)([x, plain])
    assert get_mask(y).tolist() == [[True, False, True]]


def test_concatenate_of_other_sizes_is_an_error():
    with pytest.raises(graph.ShapeError, match="cannot be joined along axis 1"):
        layers.Concatenate(axis=1)([np.zeros((2, 3, 4)), np.zeros((2, 3, 5))])


def test_dot_sums_over_one_axis_of_each():
    random = np.random.default_rng(0)
    x, y = random.normal(size=(2, 3, 4)), random.normal(size=(2, 5, 3))
    got = layers.Dot((1, 2), dtype="float64")([x, y]).numpy()
    np.testing.assert_allclose(got, np.einsum("nab,nca->nbc", x, y))


def test_normalized_dot_is_a_cosine():
    y = layers.Dot(1, normalize=True)([np.array([[3.0, 4.0]]), np.array([[4.0, 3.0]])])
    np.testing.assert_allclose(y.numpy(), [[24 / 25]], rtol=1e-6)


def test_dot_over_the_batch_or_unequal_axes_is_an_error():
    with pytest.raises(graph.GraphError, match="behind the batch"):
        layers.Dot(0)([A, B])
    with pytest.raises(graph.ShapeError, match="must be equal"):
        layers.Dot(1)([A, np.zeros((1, 3))])
