"""Normalisations: statistics of batches, examples, groups; what training moves."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers

BATCH = np.array([[1.0, 10.0], [3.0, 30.0]], "float32")


def test_training_normalizes_by_the_batch_and_moves_the_statistics():
    layer = layers.BatchNormalization(momentum=0.9, epsilon=0.0)
    y = layer(BATCH, training=True).numpy()
    np.testing.assert_allclose(y, [[-1.0, -1.0], [1.0, 1.0]], rtol=1e-6)
    np.testing.assert_allclose(layer.moving_mean.numpy(), [0.2, 2.0], rtol=1e-6)
    np.testing.assert_allclose(layer.moving_variance.numpy(), [1.0, 10.9], rtol=1e-6)


def test_inference_normalizes_by_the_moving_statistics():
    layer = layers.BatchNormalization(epsilon=0.0)
    layer.build((None, 2))
    layer.set_weights([[2.0, 1.0], [0.5, 0.0], [1.0, 10.0], [4.0, 100.0]])
    np.testing.assert_allclose(layer(BATCH).numpy(), [[0.5, 0.0], [2.5, 2.0]])
    assert layer.moving_mean.numpy().tolist() == [1.0, 10.0]


def test_a_frozen_layer_rests_in_training():
    layer = layers.BatchNormalization(epsilon=0.0)
    layer.build((None, 2))
    layer.trainable = False
    np.testing.assert_allclose(layer(BATCH, training=True).numpy(), BATCH)
    assert layer.moving_mean.numpy().tolist() == [0.0, 0.0]


def test_masked_steps_do_not_count_in_the_batch():
    x = np.array([[[1.0], [3.0], [100.0]]], "float32")
    layer = layers.BatchNormalization(momentum=0.0, epsilon=0.0)
    layer(x, training=True, mask=np.array([[True, True, False]]))
    np.testing.assert_allclose(layer.moving_mean.numpy(), [2.0], rtol=1e-5)
    np.testing.assert_allclose(layer.moving_variance.numpy(), [1.0], rtol=1e-5)


def test_gradient_of_the_batch_statistics_is_exact():
    layer = layers.BatchNormalization(dtype="float64")
    layer.build((None, 3))
    layer.gamma.assign([0.5, 2.0, 3.0])
    x = np.random.default_rng(0).normal(size=(5, 3))
    direction = np.random.default_rng(1).normal(size=(5, 3))
    weight = np.random.default_rng(2).normal(size=(5, 3))

    def loss(values):
        return graph.sum(layer(values, training=True) * weight)

    tensor = graph.as_tensor(x)
    with graph.GradientTape() as tape:
        tape.watch(tensor)
        value = loss(tensor)
    slope = float(np.sum(tape.gradient(value, tensor).numpy() * direction))
    ends = [float(loss(x + step * direction)) for step in (1e-5, -1e-5)]
    assert slope == pytest.approx((ends[0] - ends[1]) / 2e-5, rel=1e-6)


def test_renorm_corrects_towards_its_own_statistics():
    layer = layers.BatchNormalization(
        epsilon=0.0, renorm=True, renorm_clipping={"rmax": 1.5, "dmax": 0.5}
    )
    y = layer(np.array([[0.0], [4.0]]), training=True).numpy()
    # stddev 2 of the batch over 1 is cut to 1.5; (2 - 0) / 1 is cut to 0.5
    np.testing.assert_allclose(y, [[-1.0], [2.0]], rtol=1e-6)
    np.testing.assert_allclose(layer.renorm_mean.numpy(), [0.02], rtol=1e-5)
    assert len(layer.weights) == 7


def test_statistics_move_inside_a_compiled_step():
    model = kerasish.Sequential(
        [kerasish.Input((2,)), layers.BatchNormalization(momentum=0.5)]
    )
    model.compile("sgd", "mse")
    model.fit(BATCH, BATCH, epochs=2, batch_size=2, verbose=0)
    moving = model.layers[-1].moving_mean.numpy()
    np.testing.assert_allclose(moving, [1.5, 15.0], rtol=1e-5)


def test_axis_outside_the_input_is_an_error():
    with pytest.raises(graph.GraphError, match="axis 3 is outside"):
        layers.BatchNormalization(axis=3)(BATCH)
    with pytest.raises(graph.GraphError, match="outside an input of rank 2"):
        layers.LayerNormalization(axis=2)(BATCH)


def test_layer_normalization_treats_each_example_alone():
    layer = layers.LayerNormalization(epsilon=0.0)
    y = layer(np.array([[1.0, 3.0], [10.0, 50.0]])).numpy()
    np.testing.assert_allclose(y, [[-1.0, 1.0], [-1.0, 1.0]], rtol=1e-6)


def test_layer_normalization_over_several_axes_has_a_weight_for_each_element():
    layer = layers.LayerNormalization(axis=(1, 3))
    layer.build((None, 2, 5, 3))
    assert layer.gamma.shape == (2, 3)
    gamma = np.arange(6.0).reshape(2, 3)
    layer.gamma.assign(gamma)
    x = np.random.default_rng(0).normal(size=(4, 2, 5, 3)).astype("float32")
    mean = x.mean((1, 3), keepdims=True)
    scale = np.sqrt(x.var((1, 3), keepdims=True) + 1e-3)
    want = (x - mean) / scale * gamma[:, None, :]
    np.testing.assert_allclose(layer(x).numpy(), want, 1e-4, 1e-5)


def test_half_precision_statistics_do_not_overflow():
    x = np.array([[300.0, -300.0, 300.0, -300.0]], "float16")
    y = layers.LayerNormalization(dtype="float16")(x).numpy()
    assert y.dtype == np.float16
    np.testing.assert_allclose(y, [[1.0, -1.0, 1.0, -1.0]], rtol=1e-3)


def test_group_normalization_normalizes_each_group():
    layer = layers.GroupNormalization(2, epsilon=0.0)
    y = layer(np.array([[1.0, 3.0, 10.0, 50.0]])).numpy()
    np.testing.assert_allclose(y, [[-1.0, 1.0, -1.0, 1.0]], rtol=1e-6)


def test_groups_must_divide_the_channels():
    with pytest.raises(graph.ShapeError, match="groups must divide"):
        layers.GroupNormalization(3)(np.zeros((1, 4)))


def test_rms_normalization_keeps_the_mean():
    y = layers.RMSNormalization(epsilon=0.0)(np.array([[3.0, 3.0, 3.0]])).numpy()
    np.testing.assert_allclose(y, np.ones((1, 3)), rtol=1e-6)


def test_unit_normalization_leaves_zeros_alone():
    y = layers.UnitNormalization()(np.array([[0.0, 0.0], [0.0, 2.0]])).numpy()
    np.testing.assert_allclose(y, [[0.0, 0.0], [0.0, 1.0]])


def test_spectral_normalization_brings_the_largest_singular_value_to_one():
    kernel = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")
    inner = layers.Dense(3, use_bias=False)
    layer = layers.SpectralNormalization(inner, power_iterations=30)
    layer.build((None, 4))
    inner.kernel.assign(kernel)
    layer(np.ones((1, 4)), training=True)
    norm = np.linalg.svd(kernel, compute_uv=False)[0]
    np.testing.assert_allclose(inner.kernel.numpy(), kernel / norm, 1e-4, 1e-5)


def test_spectral_normalization_leaves_a_kernel_of_zeros_alone():
    inner = layers.Dense(3, use_bias=False, kernel_initializer="zeros")
    layers.SpectralNormalization(inner)(np.ones((1, 4)), training=True)
    assert not inner.kernel.numpy().any()


def test_spectral_normalization_needs_a_kernel():
    with pytest.raises(graph.GraphError, match="has no kernel"):
        layers.SpectralNormalization(layers.ReLU())(np.ones((1, 4)))
