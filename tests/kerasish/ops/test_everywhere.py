"""Functions of networks and of mathematics give the same numbers on values, on Keras
tensors of a model, and in a graph of unknown sizes; dtypes stay what they are."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import ops

RNG = np.random.default_rng(9)


def normal(*shape):
    return RNG.normal(size=shape)


X, ROWS, IMAGE = normal(4, 6), normal(4, 5, 6), normal(2, 6, 4, 4)
P = np.abs(X) / np.abs(X).sum(-1, keepdims=True)
Q = np.roll(P, 1, 0)
SQUARE = normal(3, 4, 4)
SQUARE = SQUARE @ SQUARE.swapaxes(1, 2) + np.eye(4)
LABELS = np.array([1, 0, 5, 2])
LENGTHS = np.array([5, 4, 3, 5])
HEADS = normal(2, 3, 4, 5)

CALLS = {
    "relu": (lambda x: ops.relu(x), [X]),
    "gelu": (lambda x: ops.gelu(x), [X]),
    "glu": (lambda x: ops.glu(x, axis=-1), [X]),
    "softmax": (lambda x: ops.softmax(x, axis=(0, 1)), [X]),
    "conv": (
        lambda x, w: ops.conv(x, w, 2, "same"),
        [IMAGE, normal(3, 2, 2, 6)],
    ),
    "depthwise_conv": (
        lambda x, w: ops.depthwise_conv(x, w, 2, "same", dilation_rate=2),
        [IMAGE, normal(3, 2, 4, 2)],
    ),
    "separable_conv": (
        lambda x, w, v: ops.separable_conv(x, w, v),
        [IMAGE, normal(2, 2, 4, 2), normal(1, 1, 8, 3)],
    ),
    "conv_transpose": (
        lambda x, w: ops.conv_transpose(x, w, 2),
        [IMAGE, normal(3, 2, 5, 4)],
    ),
    "max_pool": (lambda x: ops.max_pool(x, 2), [IMAGE]),
    "average_pool": (lambda x: ops.average_pool(x, (3, 2), 1, "same"), [IMAGE]),
    "adaptive_max_pool": (lambda x: ops.adaptive_max_pool(x, (4, 3)), [IMAGE]),
    "adaptive_average_pool": (lambda x: ops.adaptive_average_pool(x, 2), [IMAGE]),
    "moments": (lambda x: ops.moments(x, [0]), [X]),
    "normalize": (lambda x: ops.normalize(x, order=3), [X]),
    "batch_normalization": (
        lambda x, m, v: ops.batch_normalization(x, m, v, -1),
        [X, X[0], P[0]],
    ),
    "layer_normalization": (
        lambda x, g: ops.layer_normalization(x, gamma=g, axis=1),
        [ROWS, ROWS[0, :, 0]],
    ),
    "rms_normalization": (lambda x, s: ops.rms_normalization(x, s), [X, X[0]]),
    "binary_crossentropy": (lambda t, p: ops.binary_crossentropy(t, p), [P, Q]),
    "categorical_crossentropy": (
        lambda t, p: ops.categorical_crossentropy(t, p, from_logits=True),
        [P, X],
    ),
    "sparse_categorical_crossentropy": (
        lambda t, p: ops.sparse_categorical_crossentropy(t, p),
        [LABELS, P],
    ),
    "ctc_loss": (
        lambda t, x, n, m: ops.ctc_loss(t, x, n, m),
        [np.ones((4, 2), int), ROWS, np.ones(4, int), LENGTHS],
    ),
    "ctc_decode": (lambda x, n: ops.ctc_decode(x, n), [ROWS, LENGTHS]),
    "beam_search": (
        lambda x, n: ops.ctc_decode(x, n, strategy="beam_search", top_paths=2),
        [ROWS, LENGTHS],
    ),
    "dot_product_attention": (
        lambda q, k, v: ops.dot_product_attention(q, k, v, is_causal=True),
        [HEADS, HEADS + 1, HEADS * 2],
    ),
    "one_hot": (lambda x: ops.one_hot(x, 6), [LABELS]),
    "multi_hot": (lambda x: ops.multi_hot(x, 6), [LABELS.reshape(2, 2)]),
    "unfold": (lambda x: ops.unfold(x, 2, stride=2), [IMAGE]),
    "fold": (lambda x: ops.fold(x, 4, 2, stride=2), [normal(3, 8, 4)]),
    "depth_to_space": (lambda x: ops.depth_to_space(x, 2), [IMAGE]),
    "space_to_depth": (lambda x: ops.space_to_depth(x, 2), [IMAGE]),
    "polar": (lambda x, y: ops.view_as_real(ops.polar(x, y)), [X, X]),
    "psnr": (lambda x, y: ops.psnr(x, y, 1.0), [X, P]),
    "fft": (lambda x, y: ops.fft((x, y)), [X, X + 1]),
    "ifft2": (lambda x, y: ops.ifft2((x, y)), [X, X + 1]),
    "rfft": (lambda x: ops.rfft(x, 8), [X]),
    "irfft": (lambda x, y: ops.irfft((x, y)), [X, X + 1]),
    "stft": (lambda x: ops.stft(x, 4, 2, 4), [X]),
    "istft": (lambda x, y: ops.istft((x, y), 8, 4, 10), [ROWS, ROWS]),
    "extract_sequences": (lambda x: ops.extract_sequences(x, 3, 2), [X]),
    "segment_sum": (lambda x, s: ops.segment_sum(x, s, 6), [X, LABELS]),
    "segment_max": (lambda x, s: ops.segment_max(x, s, 3), [X, LABELS]),
    "erf": (lambda x: ops.erf(x), [X]),
    "logsumexp": (lambda x: ops.logsumexp(x, axis=-1), [X]),
    "top_k": (lambda x: ops.top_k(x, 2), [X]),
    "in_top_k": (lambda t, p: ops.in_top_k(t, p, k=2), [LABELS, P]),
    "cdist": (lambda x, y: ops.cdist(x, y), [ROWS, ROWS[:, :2]]),
    "cholesky": (lambda x: ops.cholesky(x, upper=True), [SQUARE]),
    "solve": (lambda a, b: ops.solve(a, b), [SQUARE, normal(3, 4)]),
    "lu_factor": (lambda a: ops.lu_factor(a), [SQUARE]),
    "qr": (lambda a: ops.qr(a), [SQUARE]),
    "svd": (lambda a: ops.svd(a, compute_uv=False), [SQUARE]),
    "norm": (lambda x: ops.norm(x, axis=-1), [X]),
    "pinv": (lambda x: ops.pinv(x), [ROWS]),
    "matrix_rank": (lambda x: ops.matrix_rank(x), [ROWS]),
    "cast": (lambda x: ops.cast(x, "int32"), [X]),
    "saturate_cast": (lambda x: ops.saturate_cast(x, "uint8"), [X * 200]),
    "slice": (lambda x: ops.slice(x, (0, 1), (2, 3)), [X]),
    "slice_update": (lambda x, u: ops.slice_update(x, (1, 2), u), [X, P[:2, :3]]),
    "scatter_update": (
        lambda x, u: ops.scatter_update(x, [[1], [1]], u, reduction="add"),
        [X, P[:2]],
    ),
    "stop_gradient": (lambda x: ops.stop_gradient(x), [X]),
    "unstack": (lambda x: ops.unstack(x, axis=1), [X]),
    "map": (lambda x: ops.map(lambda row: row * 2, x), [X]),
    "vectorized_map": (
        lambda x: ops.vectorized_map(lambda row: ops.sum(row), x),
        [X],
    ),
    "scan": (lambda x: ops.scan(lambda c, r: (c + r, c * r), np.zeros(6), x)[1], [X]),
    "rearrange": (lambda x: ops.rearrange(x, "a b c -> (b c) a"), [ROWS]),
}


def in_dtype(arrays, dtype):
    return [a.astype(dtype) if a.dtype == np.float64 else a for a in arrays]


def close(found, wanted):
    for got, want in zip(graph.flatten(found), graph.flatten(wanted), strict=True):
        got, want = np.asarray(got), np.asarray(want)
        assert got.dtype == want.dtype
        np.testing.assert_allclose(got, want, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", CALLS)
def test_in_a_graph_of_unknown_batches(name):
    call, arrays = CALLS[name]
    feeds = {}
    for number, array in enumerate(arrays):
        free = array.ndim > 1 and len({len(a) for a in arrays}) == 1
        shape = (None, *array.shape[1:]) if free else array.shape
        feeds[graph.placeholder(array.dtype.name, shape, f"x{number}")] = array
    found = graph.Session().run(call(*feeds), feeds)
    close(found, call(*arrays))


@pytest.mark.parametrize("name", CALLS)
def test_on_keras_tensors(name):
    call, arrays = CALLS[name]
    inputs = [
        kerasish.Input(batch_shape=a.shape, dtype=a.dtype.name, name=f"x{i}")
        for i, a in enumerate(arrays)
    ]
    outputs = call(*inputs)
    assert all(map(kerasish.utils.is_keras_tensor, graph.flatten(outputs)))
    model = kerasish.Model(inputs, outputs)
    model.compile()  # calls of the model keep the dtypes of its inputs
    close(model(arrays if len(arrays) > 1 else arrays[0]), call(*arrays))


NO_FLOATS = {"one_hot", "multi_hot", "in_top_k", "lu_factor", "top_k"}


@pytest.mark.parametrize("name", sorted(set(CALLS) - NO_FLOATS - {"scan"}))
def test_single_precision_stays_single(name):
    call, arrays = CALLS[name]
    single = graph.flatten(call(*in_dtype(arrays, "float32")))
    double = graph.flatten(call(*arrays))
    for one, two in zip(single, double, strict=True):
        assert one.dtype == {"float64": "float32"}.get(two.dtype.name, two.dtype)
        np.testing.assert_allclose(
            one.numpy(), two.numpy(), rtol=2e-3, atol=2e-4, err_msg=name
        )
