"""Random programs that print print the same on values and in graphs."""

from __future__ import annotations

import contextlib
import io
import random

import numpy as np
import pytest

import graph

KINDS = ("print", "unused print", "tanh", "scan", "cond", "while", "fori")


def halved(x, out):
    return x * 0.5


def random_function(source: random.Random, depth: int):
    """A function of a scalar and a file, with loops and branches that print."""
    parts = []
    for _ in range(source.randint(1, 4)):
        kind = source.choice(KINDS)
        inner = [halved, halved]
        if depth and kind in ("scan", "cond", "while", "fori"):
            inner = [random_function(source, depth - 1) for _ in inner]
        parts.append((kind, source.randint(0, 99), *inner))

    def function(x, out):
        for kind, number, f, g in parts:
            x = applied(kind, f"{kind} {number}", number, x, f, g, out)
        return x

    return function


def applied(kind, name, number, x, f, g, out):
    if kind == "print":
        return graph.print(name, x, output=out)
    if kind == "unused print":
        graph.print(name, x, output=out)
    elif kind == "tanh":
        return graph.tanh(x) + 0.5
    elif kind == "scan":
        rows = np.float32([0.5, 1.5])
        x, ys = graph.scan(lambda c, row: (f(c, out) * row, c), x, rows)
        return x + graph.sum(ys) if number % 2 else x
    elif kind == "cond":
        return graph.cond(x > 0.4, lambda: f(x, out), lambda: g(x, out))
    elif kind == "fori":
        return graph.fori_loop(0, 2, lambda i, c: f(c, out), x)
    elif kind == "while":
        start = (x, np.int32(0))
        return graph.while_loop(
            lambda c, i: i < 2, lambda c, i: (f(c, out), i + 1), start
        )[0]
    return x


def numbered(text):
    """The words of each line, and its number."""
    lines = [line.rsplit(" ", 1) for line in text.getvalue().splitlines()]
    return [name for name, _ in lines], [float(number) for _, number in lines]


def in_trace(function, out, with_gradient=False):
    x = graph.placeholder("float32", (), "x")
    with graph.tracing() as trace:
        outputs = [graph.as_symbolic(function(x, out))]
        if with_gradient:
            outputs += graph.gradients(outputs, [x], unconnected="zero")
    return graph.CompiledCallable([x], [*outputs, *trace.effects])([np.float32(0.7)])[0]


def with_gradient(function, out):
    return in_trace(function, out, with_gradient=True)


def stepwise(function, out):
    with graph.debug.check_finite():
        return in_trace(function, out)


def compiled(function, out):
    return np.asarray(graph.function(lambda x: function(x, out))(np.float32(0.7)))


def under_a_tape(function, out):
    v = graph.Variable(np.float32(0.7))
    with graph.GradientTape() as tape:
        y = graph.function(lambda x: function(x, out))(v)
    with contextlib.suppress(graph.GradientError):
        tape.gradient(y, v)
    return np.asarray(y)


@pytest.mark.parametrize(
    "run", [in_trace, with_gradient, stepwise, compiled, under_a_tape]
)
@pytest.mark.parametrize("seed", range(8))
def test_prints_are_those_of_the_same_program_on_values(seed, run):
    function = random_function(random.Random(seed), 2)
    wanted, found = io.StringIO(), io.StringIO()
    y = function(graph.as_tensor(np.float32(0.7)), wanted)
    np.testing.assert_allclose(run(function, found), y, 1e-4, 1e-6)
    (names, numbers), (found_names, found_numbers) = numbered(wanted), numbered(found)
    assert found_names == names
    np.testing.assert_allclose(found_numbers, numbers, 1e-4, 1e-6)
