"""Gradients of scores and Grad-CAM, against numpy."""

from __future__ import annotations

import numpy as np
import pytest

import kerasish
from kerasish import layers
from kerasish.base.errors import ArgumentError
from kerasish.visualization import grad_cam, saliency


def linear(units=3, activation="softmax"):
    model = kerasish.Sequential(
        [kerasish.Input((4,)), layers.Dense(units, activation=activation)]
    )
    return model, model.layers[-1].get_weights()[0]


def convolutional(**options):
    """A convolution, its mean and scores: both weights are known."""
    shape = (1, 6, 5) if options else (6, 5, 1)
    kerasish.utils.set_random_seed(3)
    return kerasish.Sequential(
        [
            kerasish.Input(shape),
            layers.Conv2D(4, 3, activation="relu", name="maps", **options),
            layers.GlobalAveragePooling2D(**options),
            layers.Dense(3, activation="softmax", name="scores"),
        ]
    )


X = np.random.default_rng(0).normal(size=(5, 4)).astype("float32")
IMAGES = np.random.default_rng(1).normal(size=(3, 6, 5, 1)).astype("float32")


def test_saliency_of_a_linear_model_is_its_weights():
    model, kernel = linear()
    found = saliency(model, X, classes=[0, 1, 2, 1, 0], batch_size=2)
    np.testing.assert_allclose(found, kernel.T[[0, 1, 2, 1, 0]], rtol=1e-6)


def test_saliency_is_of_the_predicted_class():
    model, kernel = linear()
    best = model.predict(X, verbose=0).argmax(1)
    np.testing.assert_allclose(saliency(model, X), kernel.T[best], rtol=1e-6)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_lone_output_is_the_score_of_class_1(sign):
    model, kernel = linear(1, "sigmoid")
    found = saliency(model, X, classes=(sign + 1) // 2)
    np.testing.assert_allclose(found, sign * np.tile(kernel.T, (5, 1)), rtol=1e-6)


def test_last_layers_that_are_activations_are_left_out():
    for last in (layers.Softmax(), layers.Activation("softmax")):
        dense = layers.Dense(3)
        model = kerasish.Sequential([kerasish.Input((4,)), dense, last])
        kernel = dense.get_weights()[0]
        np.testing.assert_allclose(
            saliency(model, X, 2), np.tile(kernel[:, 2], (5, 1)), rtol=1e-6
        )


def test_another_last_activation_has_its_derivative():
    model, kernel = linear(2, "tanh")
    slopes = 1 - model.predict(X, verbose=0)[:, 1:] ** 2
    np.testing.assert_allclose(saliency(model, X, 1), slopes * kernel[:, 1], rtol=2e-5)


def test_subclassed_models_have_saliency():
    class Squares(kerasish.Model):
        def call(self, x):
            return x**2

    np.testing.assert_allclose(saliency(Squares(), X, 1)[:, 1], 2 * X[:, 1], rtol=1e-6)


def test_smoothed_saliency_is_the_mean_at_points_with_noise():
    x = kerasish.Input((4,))
    model = kerasish.Model(x, x**3)
    random = np.random.default_rng(7)
    spread = 0.2 * np.ptp(X, axis=1, keepdims=True)
    near = [X + spread * random.standard_normal(X.shape, "float32") for _ in range(6)]
    expected = np.mean([3 * n**2 for n in near], axis=0)
    expected[:, [0, 1, 3]] = 0
    found = saliency(model, X, 2, smooth_samples=6, noise=0.2, seed=7)
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def numpy_grad_cam(model, images, classes):
    """Equations 1 and 2: a mean over places has the gradient w / places."""
    maps = np.asarray(model.get_layer("maps")(images))
    kernel = model.get_layer("scores").get_weights()[0]
    weights = kernel.T[classes] / (maps.shape[1] * maps.shape[2])
    return np.maximum(np.einsum("nrcf,nf->nrc", maps, weights), 0)


def test_grad_cam_is_its_formula():
    model = convolutional()
    found = grad_cam(model, IMAGES, [0, 1, 2], resize=False, batch_size=2)
    assert found.shape == (3, 4, 3) and found.max() > 0
    np.testing.assert_allclose(
        found, numpy_grad_cam(model, IMAGES, [0, 1, 2]), atol=1e-7
    )


def test_layers_that_were_called_elsewhere_too():
    """A Sequential that grows calls its layers again; so do other models."""
    first = layers.Conv2D(4, 3, activation="relu", name="maps")
    first(kerasish.Input((6, 5, 1)))
    model = kerasish.Sequential([kerasish.Input((6, 5, 1))])
    for layer in (first, layers.GlobalAveragePooling2D()):
        model.add(layer)
    model.add(layers.Dense(3, activation="softmax", name="scores"))
    np.testing.assert_allclose(
        grad_cam(model, IMAGES, [0, 1, 2], resize=False),
        numpy_grad_cam(model, IMAGES, [0, 1, 2]),
        atol=1e-7,
    )
    with pytest.raises(ArgumentError, match="of the model"):
        grad_cam(model, IMAGES, layer=layers.Conv2D(2, 3))


def test_grad_cam_of_channels_that_are_first():
    model, other = convolutional(), convolutional(data_format="channels_first")
    other.set_weights(model.get_weights())
    found = grad_cam(other, IMAGES.transpose(0, 3, 1, 2), 1)
    assert found.shape == (3, 6, 5)
    np.testing.assert_allclose(found, grad_cam(model, IMAGES, 1), atol=1e-7)


def test_grad_cam_takes_what_follows_the_last_convolution_in_its_shape():
    inputs = kerasish.Input((8, 2))
    x = layers.Conv1D(3, 3, name="maps")(inputs)
    x = layers.ReLU(name="relu")(x)
    x = layers.MaxPooling1D(2)(x)
    model = kerasish.Model(inputs, layers.Dense(2)(layers.Flatten()(x)))
    series = np.random.default_rng(2).normal(size=(2, 8, 2))
    found = grad_cam(model, series, 0, resize=False)
    assert found.shape == (2, 6)
    np.testing.assert_array_equal(found, grad_cam(model, series, 0, "relu", False))
    assert np.abs(found - grad_cam(model, series, 0, "maps", False)).max() > 1e-4


def test_maps_are_resized_between_centres():
    model = convolutional()
    small = grad_cam(model, IMAGES, 1, resize=False)
    large = grad_cam(model, IMAGES, 1)
    rows = np.clip((np.arange(6) + 0.5) * 4 / 6 - 0.5, 0, 3)
    columns = np.clip((np.arange(5) + 0.5) * 3 / 5 - 0.5, 0, 2)
    r, c = rows[4], columns[1]
    a, b = int(r), int(c)
    square = small[2, a : a + 2, b : b + 2]
    expected = np.array([1 - r + a, r - a]) @ square @ np.array([1 - c + b, c - b])
    np.testing.assert_allclose(large[2, 4, 1], expected, rtol=1e-5)


TWO = kerasish.Input((4,)), kerasish.Input((4,))
WRONG = [
    (lambda: saliency(linear()[0], X, 3), "classes must be from 0 to 2"),
    (lambda: saliency(linear()[0], X, [-1, 0, 0, 0, 0]), "from 0 to 2"),
    (lambda: saliency(linear()[0], X, [1, 2]), "one for each sample"),
    (lambda: saliency(linear()[0], X, 0.5), "a whole number"),
    (lambda: saliency(linear()[0], X[:0]), "at least one sample"),
    (lambda: saliency(linear()[0], X, smooth_samples=-1), "smooth_samples must be"),
    (lambda: saliency(linear()[0], X, noise=-1), "noise must be"),
    (lambda: saliency(linear()[0], X, batch_size=0), "batch_size must be"),
    (
        lambda: saliency(kerasish.Model(TWO, TWO[0] + TWO[1]), X),
        "one input and one output",
    ),
    (
        lambda: saliency(
            kerasish.Sequential(
                [kerasish.Input((4,), dtype="int32"), layers.Embedding(3, 2)]
            ),
            X,
        ),
        "has no gradient",
    ),
    (lambda: saliency(kerasish.Sequential([TWO[0], layers.Reshape((2, 2))]), X), "out"),
    (lambda: grad_cam(linear()[0], X), "has no convolution"),
    (lambda: grad_cam(convolutional(), IMAGES, layer="scores"), "one tensor"),
    (lambda: grad_cam(convolutional(), IMAGES, layer="nobody"), "nobody"),
    (lambda: grad_cam(kerasish.Sequential(), X), "no graph of layers"),
]


@pytest.mark.parametrize(("call", "text"), WRONG)
def test_errors_say_what_is_wrong(call, text):
    with pytest.raises(ArgumentError, match=text):
        call()
