"""Fourier transforms: numpy's results, single precision kept, gradients."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.testing import Case, gradcheck

RNG = np.random.default_rng(31)
X = RNG.normal(size=(3, 4, 5))
Z = X + 1j * RNG.normal(size=X.shape)
NORMS = ("backward", "ortho", "forward")
SINGLE = {"dtypes": ("float32", "float64", "complex64", "complex128")}
REAL = {"dtypes": ("float32", "float64")}
OPS = graph.REGISTRY


def as_numpy(name, *args, **options):
    """The case of a function that has numpy's name and arguments."""
    ours, theirs = getattr(graph, name), getattr(np.fft, name)
    return lambda **more: Case(
        lambda x: ours(x, *args, **options),
        [X],
        lambda x: theirs(x, *args, **options),
        **more,
    )


CASES = {
    "Fft": [
        Case(OPS["Fft"](axes, inverse, norm), [X], theirs, ("complex64", "complex128"))
        for axes, inverse, norm, theirs in (
            ((2,), False, "backward", np.fft.fft),
            ((2,), True, "backward", np.fft.ifft),
            ((1, 2), False, "ortho", lambda x: np.fft.fft2(x, norm="ortho")),
            ((0, 1, 2), True, "forward", lambda x: np.fft.ifftn(x, norm="forward")),
        )
    ],
    "fft": [as_numpy("fft", axis=a, norm=n)(**SINGLE) for a in (0, -1) for n in NORMS]
    + [as_numpy("fft", n, 1)(**SINGLE) for n in (3, 4, 9)],
    "ifft": [as_numpy("ifft", n, 1, "ortho")(**SINGLE) for n in (None, 3, 7)],
    "fft2": [as_numpy("fft2")(**SINGLE), as_numpy("fft2", axes=(0, 2))(**SINGLE)],
    "ifft2": [as_numpy("ifft2")(**SINGLE)],
    "fftn": [as_numpy("fftn", axes=(0, 1))(**SINGLE)],
    "ifftn": [as_numpy("ifftn", axes=(0, 1), norm="forward")(**SINGLE)],
    "Rfft": [as_numpy("rfft", norm=n)(**REAL) for n in NORMS],
    "rfft": [as_numpy("rfft", n, a)(**REAL) for n in (1, 2, 3, 8) for a in (0, 1)],
    "Irfft": [
        Case(
            lambda x, m=m: graph.irfft(graph.rfft(x) * 2, norm=m),
            [X],
            lambda x, m=m: np.fft.irfft(np.fft.rfft(x) * 2, norm=m),
            **REAL,
        )
        for m in NORMS
    ],
    "irfft": [
        as_numpy("irfft", n, a)(**SINGLE) for n in (1, 2, 5, 6, 9) for a in (0, 2)
    ],
}


@pytest.mark.parametrize("size", [1, 4, 5, 6])
def test_gradient_of_irfft_by_complex_numbers(size):
    gradcheck(lambda z: graph.irfft(z, size), [Z], order=2)


def test_gradient_of_a_loss_of_the_spectrum():
    def power(x):
        y = graph.fft(x, axis=1)
        return graph.real(y * graph.conj(y)) + graph.absolute(y)

    gradcheck(power, [X], order=2)
    gradcheck(power, [Z])


def test_gradient_of_rfft_when_it_fills_up_and_cuts():
    for n in (3, 4, 7):
        gradcheck(lambda x, n=n: graph.rfft(x, n), [X[0]], order=2)
        gradcheck(lambda z, n=n: graph.ifft(z, n, 0), [Z[0]])


def test_dtypes():
    assert graph.fft(np.zeros(3, "float16")).dtype == "complex64"
    assert graph.fft(np.zeros(3, "int32")).dtype == "complex128"
    assert graph.rfft(np.zeros(3, "float16")).dtype == "complex64"
    assert graph.rfft(np.zeros(3, "int32")).dtype == "complex128"
    assert graph.irfft(np.zeros(3, "complex64")).dtype == "float32"


def test_a_size_that_only_a_run_knows():
    x = graph.placeholder("float64", (None,), "x")
    n = graph.shape(x)[0]
    session = graph.Session()
    for length in (3, 4):
        array = RNG.normal(size=length)
        y, back = session.run(
            [graph.fft(x, 6), graph.irfft(graph.rfft(x), n)], {x: array}
        )
        np.testing.assert_allclose(y, np.fft.fft(array, 6))
        np.testing.assert_allclose(back, array)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: graph.fft(X, norm="half"), graph.ArgumentError, "fft: unknown norm"),
        (lambda: graph.rfft(X, norm="half"), graph.ArgumentError, "rfft: unknown norm"),
        (lambda: graph.irfft(X, norm=2), graph.ArgumentError, "irfft: unknown norm"),
        (lambda: graph.fft(X, 0), graph.ArgumentError, "fft: n is 0"),
        (lambda: graph.rfft(X, -1), graph.ArgumentError, "rfft: n is -1"),
        (lambda: graph.irfft(Z[:, :, :1]), graph.ArgumentError, "irfft: n is 0"),
        (lambda: graph.fft(np.zeros(0)), graph.ShapeError, "axis 0 is empty"),
        (lambda: graph.rfft(np.zeros((2, 0))), graph.ShapeError, "axis 1 is empty"),
        (lambda: graph.fft(X, axis=3), graph.ArgumentError, "axis 3 is outside"),
        (lambda: graph.fft2(X, (0, 0)), graph.ArgumentError, "given twice"),
        (lambda: graph.rfft(Z), graph.DTypeError, "must be float32 or float64"),
        (
            lambda: graph.apply(OPS["Fft"]((0,)), X),
            graph.DTypeError,
            "x must be complex",
        ),
        (
            lambda: graph.apply(OPS["Irfft"](2, 5), Z),
            graph.ShapeError,
            "with 5 // 2 [+] 1 elements",
        ),
        (
            lambda: graph.apply(OPS["Irfft"](2, 8), X),
            graph.DTypeError,
            "x must be complex, with 8",
        ),
    ],
)
def test_wrong_arguments_are_named(call, error, text):
    with pytest.raises(error, match=text):
        call()


SIGNAL = RNG.normal(size=(2, 20))
#: recorded from keras.ops of Keras 3.15.1: the second piece of the sine of 0 to 19
KERAS_STFT = {
    ("hann", True): (
        [1.457, -1.4304, 1.0985, -0.3882, -0.0168],
        [0.0, -0.5606, 0.5253, -0.1822, 0.0],
    ),
    (None, True): (
        [1.9269, -0.7778, 2.5754, 0.7778, 0.1967],
        [0.0, -2.5251, -1.1, -1.0115, 0.0],
    ),
    ("hann", False): (
        [-0.4477, 0.4395, -0.3376, 0.1193, 0.0052],
        [0.0, 1.2935, -1.2119, 0.4204, 0.0],
    ),
    ("hamming", True): (
        [1.4986, -1.3967, 1.1439, -0.4219, -0.1492],
        [0.0, -0.6635, 0.472, -0.1943, 0.0],
    ),
}


@pytest.mark.parametrize(("window", "center"), KERAS_STFT)
def test_stft_has_the_numbers_of_keras(window, center):
    y = graph.stft(np.sin(np.arange(20.0)), 6, 2, 8, window, center).numpy()
    assert y.shape == (11 if center else 7, 5)
    want = KERAS_STFT[window, center]
    np.testing.assert_allclose([y[1].real, y[1].imag], want, atol=1e-4)


def test_steady_istft_divides_as_in_the_middle_of_a_long_signal():
    x = np.arange(1.0, 9.0)
    y = graph.stft(x, 4, 1, 4, center=False)
    shares = np.array([0, 0.25, 1.25, 1.5, 1.5, 1.5, 1.25, 0.25]) / 1.5
    found = graph.istft(y, 4, 1, 4, center=False, steady=True)
    np.testing.assert_allclose(found, x * shares, atol=1e-12)
    y = graph.stft(x, 4, 2, 4, window=None)
    found = graph.istft(y, 4, 2, 4, window=None, steady=True)
    np.testing.assert_allclose(found, 2 * x, atol=1e-12)


@pytest.mark.parametrize("window", ["hann", "hamming", None, np.arange(1.0, 7.0)])
def test_istft_is_the_inverse_of_stft(window):
    y = graph.stft(SIGNAL, 6, 2, 8, window)
    np.testing.assert_allclose(graph.istft(y, 6, 2, 8, window=window).numpy(), SIGNAL)
    short = graph.istft(y, 6, 2, 8, 17, window).numpy()
    np.testing.assert_allclose(short, SIGNAL[:, :17])
    y = graph.stft(SIGNAL, 6, 2, 8, window, center=False)
    back = graph.istft(y, 6, 2, 8, window=window, center=False).numpy()
    np.testing.assert_allclose(back[:, 3:-3], SIGNAL[:, 3:-3])


def test_short_time_transforms_of_a_length_that_only_a_run_knows():
    x = graph.placeholder("float64", (None, None), "x")
    y = graph.stft(x, 4, 2, 4)
    back = graph.istft(y, 4, 2, 4, graph.shape(x)[1])
    for size in (8, 12):
        got = graph.Session().run(back, {x: SIGNAL[:, :size]})
        np.testing.assert_allclose(got, SIGNAL[:, :size], atol=1e-12)


def test_gradients_of_short_time_transforms():
    gradcheck(lambda x: graph.stft(x, 3, 2, 4), [SIGNAL[:, :7]], order=2)
    y = graph.stft(SIGNAL[:, :7], 3, 2, 4).numpy()
    gradcheck(lambda y: graph.istft(y, 3, 2, 4), [y], order=2)


def test_sequences_are_cut_as_by_windows_of_numpy():
    pieces = np.lib.stride_tricks.sliding_window_view(SIGNAL, 5, -1)[:, ::3]
    np.testing.assert_array_equal(graph.extract_sequences(SIGNAL, 5, 3).numpy(), pieces)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (
            lambda: graph.extract_sequences(SIGNAL, 21, 1),
            graph.ShapeError,
            "no 21 elements",
        ),
        (lambda: graph.extract_sequences(SIGNAL, 0, 1), graph.ArgumentError, "least 1"),
        (lambda: graph.stft(SIGNAL, 4, 0, 4), graph.ArgumentError, "at least 1"),
        (
            lambda: graph.stft(SIGNAL, 4, 1, 3),
            graph.ArgumentError,
            "fft_length is less",
        ),
        (
            lambda: graph.stft(SIGNAL, 4, 1, 4, "bell"),
            graph.ArgumentError,
            "unknown window",
        ),
        (
            lambda: graph.stft(SIGNAL, 4, 1, 4, [1.0]),
            graph.ShapeError,
            "sequence_length elements",
        ),
        (lambda: graph.istft(Z[0, 0], 4, 1, 8), graph.ShapeError, "two axes"),
    ],
)
def test_wrong_arguments_of_short_time_transforms_are_named(call, error, text):
    with pytest.raises(error, match=text):
        call()
