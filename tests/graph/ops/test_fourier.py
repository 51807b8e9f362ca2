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
