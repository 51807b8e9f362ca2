"""The contract finds ops that break a promise, and says which."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.testing import Case, check_op, gradcheck

X = np.random.default_rng(0).normal(size=(2, 3))


class Honest(graph.Op, abstract=True):
    """y = 2 x, with everything as it should be."""

    is_elementwise = True

    def infer(self, x):
        return x

    def kernel(self, x):
        return x * x.dtype.type(2)

    @staticmethod
    def kernel_into(out, x):
        np.multiply(x, x.dtype.type(2), out)

    def vjp(self, dy, y, x):
        return (dy * 2,)


class OtherDtype(Honest, abstract=True):
    def kernel(self, x):
        return (x * 2).astype("float64")


class OtherShape(Honest, abstract=True):
    def infer(self, x):
        return x.with_shape(x.shape[::-1])


class WritesInput(Honest, abstract=True):
    def kernel(self, x):
        x *= 2
        return x


class HandsOutInput(Honest, abstract=True):
    def kernel(self, x):
        return x.view()


class MixesElements(Honest, abstract=True):
    kernel_into = None

    def kernel(self, x):
        return x * 2 + (x.sum() * 0.1).astype(x.dtype)


class ForgetsBuffer(Honest, abstract=True):
    @staticmethod
    def kernel_into(out, x):
        np.add(out, x, out)


class NeedsContiguous(Honest, abstract=True):
    kernel_into = None

    def kernel(self, x):
        return (2 * np.frombuffer(x.tobytes("A"), x.dtype)).reshape(x.shape)


class WrongGradient(Honest, abstract=True):
    def vjp(self, dy, y, x):
        return (dy * 3,)


class WrongSecondGradient(Honest, abstract=True):
    kernel_into = None

    def kernel(self, x):
        return x * x

    def vjp(self, dy, y, x):
        return (dy * 2 * graph.stop_gradient(x),)


class WideGradient(Honest, abstract=True):
    def vjp(self, dy, y, x):
        return (graph.cast(dy, "float64") * 2,)


def doubled(x):
    return x * 2


def test_an_honest_op_passes():
    check_op([Case(Honest(), [X], doubled, ("float16", "float32", "float64"))])


@pytest.mark.parametrize(
    ("op", "text"),
    [
        (OtherDtype, "other_dtype: kernel gives float64|infers float32"),
        (OtherShape, "infers|Shape|shape"),
        (WritesInput, "read-only|inputs"),
        (HandsOutInput, "shares memory|Not equal"),
        (MixesElements, "Not equal|not elementwise"),
        (ForgetsBuffer, "kernel_into"),
        (NeedsContiguous, "non-contiguous"),
        (WrongGradient, "gradcheck: input 0, element"),
        (WideGradient, "gradient 0 is float64"),
    ],
)
def test_a_broken_promise_is_found(op, text):
    with pytest.raises((AssertionError, ValueError, graph.GraphError), match=text):
        check_op(Case(op(), [X], doubled))


def test_a_wrong_second_gradient_is_found():
    case = Case(WrongSecondGradient(), [X], np.square)
    with pytest.raises(AssertionError, match="gradcheck: input 0"):
        check_op(case)
    check_op(Case(WrongSecondGradient(), [X], np.square, order=1))


def test_wrong_values_are_found():
    with pytest.raises(AssertionError, match=r"float32, eager"):
        check_op(Case(graph.exp, [X], np.expm1))
    with pytest.raises(AssertionError, match="1 results, expected 2"):
        check_op(Case(graph.exp, [X], lambda x: (x, x)))


def test_a_call_that_forgets_unknown_sizes_is_found():
    fixed = Case(lambda x: graph.reshape(x, (6,)), [X], np.ravel)
    with pytest.raises(AssertionError, match=r"other sizes: .*cannot reshape"):
        check_op(fixed)


def test_gradcheck_names_the_element():
    def function(x):
        return x * graph.stop_gradient(x)

    with pytest.raises(AssertionError) as caught:
        gradcheck(function, [[3.0, 4.0]])
    assert str(caught.value).startswith(
        "gradcheck: input 0, element [0]: differences give "
    )


def test_gradcheck_leaves_integers_alone_and_takes_a_choice():
    def function(x, i, y):
        return graph.take(x, i) * graph.stop_gradient(y)

    gradcheck(function, [[1.0, 2.0], [1, 0, 1], [1.0, 2.0, 3.0]], wrt=[0], order=1)
    with pytest.raises(AssertionError, match="input 2"):
        gradcheck(function, [[1.0, 2.0], [1, 0, 1], [1.0, 2.0, 3.0]])


def test_gradcheck_measures_imaginary_parts():
    gradcheck(lambda z: graph.exp(z) * graph.conj(z), [[1 + 2j, -0.5j]], order=2)

    def wrong(z):
        return graph.real(z) + graph.stop_gradient(graph.imag(z))

    with pytest.raises(AssertionError, match="imaginary part"):
        gradcheck(wrong, [[1 + 2j]])
