"""ops.nn: what the engine's functions do not say; numbers of Keras where it is odd."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from kerasish import config, ops

RNG = np.random.default_rng(10)
X = RNG.normal(size=(2, 6, 6, 4))


def test_python_numbers_are_single_and_integers_are_kept():
    assert ops.sigmoid([0.0]).dtype == "float32"
    assert ops.relu([-1, 2]).dtype == "int32"
    assert ops.relu6(np.array([9])).tolist() == [6]
    assert ops.gelu(np.array([1, 2])).dtype == "float32"


def test_softmax_over_one_element_warns():
    with pytest.warns(UserWarning, match="axis -1 of float32.2, 1. has size 1"):
        y = ops.softmax([[1.0], [2.0]])
    assert y.tolist() == [[1.0], [1.0]]


def test_groups_follow_from_the_channels():
    kernel = RNG.normal(size=(3, 3, 2, 6))
    y = ops.conv(X, kernel)
    halves = [
        ops.conv(X[..., 2 * i : 2 * i + 2], kernel[..., 3 * i : 3 * i + 3])
        for i in (0, 1)
    ]
    np.testing.assert_allclose(y, np.concatenate(halves, -1))
    with pytest.raises(graph.ShapeError, match="x has 4 channels, the kernel takes 3"):
        ops.conv(X, RNG.normal(size=(3, 3, 3, 6)))


def test_depthwise_strides_and_dilation_together():
    kernel = RNG.normal(size=(2, 2, 4, 1))
    dense = ops.depthwise_conv(X, kernel, 1, "valid", dilation_rate=2)
    y = ops.depthwise_conv(X, kernel, (2, 3), "valid", dilation_rate=2)
    np.testing.assert_allclose(y, dense[:, ::2, ::3])


def test_the_layout_is_the_global_one():
    kernel = RNG.normal(size=(2, 2, 6, 3))
    config.set_image_data_format("channels_first")
    try:
        y, pooled = ops.conv(X, kernel), ops.max_pool(X, 2)
    finally:
        config.set_image_data_format("channels_last")
    assert y.shape == (2, 3, 5, 3)
    assert pooled.shape == (2, 6, 3, 2)
    wanted = ops.conv(np.moveaxis(X, 1, -1), kernel)
    np.testing.assert_allclose(y, np.moveaxis(wanted, -1, 1))


def test_normalisations_keep_the_dtype():
    whole = np.array([[1, 0], [2, 5]])
    assert ops.layer_normalization(whole).dtype == "int64"
    assert ops.rms_normalization(whole).tolist() == [[1, 0], [0, 1]]
    half = ops.batch_normalization(whole.astype("float16"), [1.0, 2.0], [1.0, 4.0], -1)
    assert half.dtype == "float16"
    np.testing.assert_allclose(half, [[0, -1], [1, 1.5]], atol=2e-3)


def test_layer_normalization_without_the_mean():
    x = np.array([[1.0, 3.0]])
    with pytest.warns(UserWarning, match="use rms_normalization"):
        y = ops.layer_normalization(x, [1.0, 2.0], [9.0, 9.0], rms_scaling=True)
    np.testing.assert_allclose(y, [[1, 6]], rtol=1e-6)
    with pytest.raises(TypeError, match=r"unknown arguments \['eps'\]"):
        ops.layer_normalization(x, eps=1)


def test_crossentropy_behind_an_activation_is_exact():
    x = graph.placeholder("float32", (None, 2), "x")
    logits = np.array([[80.0, -80.0]], "float32")
    losses = [
        ops.binary_crossentropy([[0.0, 1.0]], ops.sigmoid(x)),
        ops.categorical_crossentropy([[0.0, 1.0]], ops.softmax(x)),
        ops.sparse_categorical_crossentropy([1], ops.softmax(x)),
    ]
    found = graph.Session().run(losses, {x: logits})
    np.testing.assert_allclose(found[0], [[80, 80]])
    assert [float(y[0]) for y in found[1:]] == [160.0, 160.0]


def test_a_narrow_beam_reads_as_in_tensorflow():
    """Recorded from Keras 3.15 on TensorFlow; of three prefixes the scores miss some
    readings, whose prefixes had left the beam."""
    x = np.round(np.sin(np.arange(24) * 1.7).reshape(1, 6, 4) * 2, 2).astype("float32")
    labels, scores = ops.ctc_decode(x, [6], "beam_search", 2, 2)
    assert labels[:, 0].tolist() == [[1, 3, -1, -1, -1, -1], [1, -1, -1, -1, -1, -1]]
    np.testing.assert_allclose(scores, [[-0.786685, -2.666069]], rtol=1e-5)
    labels, scores = ops.ctc_decode(x, [6], "beam_search", 3, 2)
    assert labels[1, 0].tolist() == [1, 3, 3, -1, -1, -1]
    np.testing.assert_allclose(scores, [[-0.781568, -2.598427]], rtol=1e-5)


def test_the_class_for_no_label_may_be_the_last_one():
    steps = np.eye(3, dtype="float32")[[[0, 0, 2, 1]]] * 9
    for strategy in ("greedy", "beam_search"):
        labels, _ = ops.ctc_decode(steps, [4], strategy, mask_index=None)
        assert labels.tolist() == [[[0, 1, -1, -1]]]


def test_multi_hot_by_its_old_argument():
    assert ops.multi_hot([1, 0], num_tokens=3).tolist() == [1.0, 1.0, 0.0]
    with pytest.raises(TypeError, match=r"unknown arguments \['classes'\]"):
        ops.multi_hot([1, 0], classes=3)


ERRORS = [
    (
        lambda: ops.binary_crossentropy([0.0, 1.0], [[0.3], [0.6]]),
        graph.ShapeError,
        "target and output must have one shape",
    ),
    (
        lambda: ops.categorical_crossentropy(0.0, 1.0),
        graph.ShapeError,
        "the classes need an axis",
    ),
    (
        lambda: ops.ctc_decode(X[0], [6, 6], "best"),
        graph.ArgumentError,
        "unknown strategy",
    ),
    (
        lambda: ops.dot_product_attention(X, X, X, flash_attention=True),
        NotImplementedError,
        "the numbers are the same",
    ),
    (
        lambda: ops.dot_product_attention(X, X, X, attn_logits_soft_cap=5.0),
        graph.ArgumentError,
        "no soft cap",
    ),
    (lambda: ops.one_hot([1], 2, sparse=True), NotImplementedError, "no sparse tensor"),
    (lambda: ops.multi_hot([1]), graph.ArgumentError, "num_classes is missing"),
    (
        lambda: ops.depth_to_space(X, 1),
        graph.ArgumentError,
        "block_size must be an integer from 2",
    ),
    (lambda: ops.depth_to_space(X, 3), graph.ShapeError, "9 does not divide 4"),
    (lambda: ops.space_to_depth(X, 4), graph.ShapeError, "4 does not divide 6 and 6"),
    (
        lambda: ops.space_to_depth(X[0], 2),
        graph.ShapeError,
        "x is .batch, rows, columns, channels",
    ),
    (lambda: ops.psnr(X, X[0], 1.0), graph.ShapeError, "must have one shape"),
]


@pytest.mark.parametrize(("call", "error", "text"), ERRORS)
def test_errors(call, error, text):
    with pytest.raises(error, match=text):
        call()


def test_equal_signals_have_no_noise():
    assert float(ops.psnr(X, X, 1.0)) == np.inf


def test_space_to_depth_undoes_depth_to_space():
    for layout in ("channels_last", "channels_first"):
        x = X if layout == "channels_last" else np.moveaxis(X, -1, 1)
        y = ops.space_to_depth(ops.depth_to_space(x, 2, layout), 2, layout)
        np.testing.assert_array_equal(y, x)
