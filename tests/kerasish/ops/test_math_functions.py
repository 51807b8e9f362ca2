"""ops.math: pairs for complex numbers, dtypes, and Keras' own conventions."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from kerasish import ops

RNG = np.random.default_rng(12)
X, Y = RNG.normal(size=(2, 3, 8))


def test_transforms_of_pairs():
    whole = X + 1j * Y
    for name, wanted in [
        ("fft", np.fft.fft(whole)),
        ("fft2", np.fft.fft2(whole)),
        ("ifft2", np.fft.ifft2(whole)),
    ]:
        real, imaginary = getattr(ops, name)((X, Y))
        np.testing.assert_allclose(real, wanted.real)
        np.testing.assert_allclose(imaginary, wanted.imag)


@pytest.mark.parametrize("length", [None, 5, 12])
def test_real_transforms(length):
    real, imaginary = ops.rfft(X, length)
    wanted = np.fft.rfft(X, length)
    np.testing.assert_allclose(real, wanted.real)
    np.testing.assert_allclose(imaginary, wanted.imag, atol=1e-12)
    back = ops.irfft((X, Y), length)
    np.testing.assert_allclose(back, np.fft.irfft(X + 1j * Y, length))


def test_the_signal_back():
    pair = ops.stft(X, 8, 4, 8)
    np.testing.assert_allclose(ops.istft(pair, 8, 4, 8), X, atol=1e-12)


def test_ends_that_few_pieces_cover_are_those_of_tensorflow():
    """Recorded from Keras 3.15 on TensorFlow."""
    x = np.arange(8.0)
    found = ops.istft(ops.stft(x, 4, 2, 4, None), 4, 2, 4, window=None)
    np.testing.assert_allclose(found, [0, 2, 4, 6, 8, 10, 12, 14], atol=1e-12)
    pair = ops.stft(x, 4, 1, 4, center=False)
    # squares of the window: 0, 0.25, 1, 0.25
    shares = np.array([0, 0.25, 1.25, 1.5, 1.5, 1.5, 1.25, 0.25]) / 1.5
    found = ops.istft(pair, 4, 1, 4, center=False)
    np.testing.assert_allclose(found, x * shares, atol=1e-12)


def test_segments_keep_the_dtype():
    data = np.array([1, 2, 3], "int8")
    for name in ("sum", "prod", "max", "min"):
        y = getattr(ops, f"segment_{name}")(data, [0, 2, 2])
        assert y.dtype == "int8"
    assert ops.segment_prod(data, [0, 2, 2]).tolist() == [1, 1, 6]


def test_segments_without_rows_have_the_limits_of_the_dtype():
    data = np.array([1.0, 2.0], "float32")
    least = np.finfo("float32").min
    assert ops.segment_max(data, [0, 2], 3).tolist() == [1.0, least, 2.0]
    assert ops.segment_min(data, [0, 2], 3).tolist() == [1.0, -least, 2.0]
    whole = ops.segment_max(np.array([1, 2], "int32"), [0, 2])
    assert whole.tolist() == [1, np.iinfo("int32").min, 2]


def test_complex_numbers_as_an_axis():
    y = ops.view_as_complex(np.array([[1.0, 2.0]]))
    assert y.dtype == "complex64"
    assert ops.view_as_real(np.array([1 + 2j])).tolist() == [[1.0, 2.0]]


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: ops.fft(X), graph.ArgumentError, "must be a pair"),
        (lambda: ops.fft((X, Y[0])), graph.ArgumentError, "floats of one shape"),
        (lambda: ops.irfft((X, X > 0)), graph.ArgumentError, "floats of one shape"),
        (
            lambda: ops.stft(X.astype("float16"), 4, 2, 4),
            graph.DTypeError,
            "must be float32 or float64",
        ),
        (lambda: ops.view_as_complex(X), graph.ShapeError, "last axis holds the real"),
    ],
)
def test_errors(call, error, text):
    with pytest.raises(error, match=text):
        call()
