"""Symbolic sizes: arithmetic is that of the integers they stand for."""

from __future__ import annotations

import operator
import random

import pytest

from graph.ir.dims import (
    Dim,
    bare_symbol,
    evaluate,
    floor_div,
    size_max,
    symbol,
    symbols_in,
)

N, M = symbol("n"), symbol("m")
(N_ATOM,), (M_ATOM,) = symbols_in(N), symbols_in(M)

OPERATIONS = [
    (operator.add, operator.add),
    (operator.sub, operator.sub),
    (operator.mul, operator.mul),
    (size_max, max),
]


def random_size(rng, depth):
    """A size, and the same as a function of the numbers of n and m."""
    if depth == 0:
        number = rng.randrange(-3, 6)
        return rng.choice(
            [
                (N, lambda n, m: n),
                (M, lambda n, m: m),
                (number, lambda n, m: number),
            ]
        )
    a, f = random_size(rng, depth - 1)
    b, g = random_size(rng, rng.randrange(depth))
    if rng.random() < 0.25:
        divisor = rng.choice([-3, -1, 2, 3, 5])
        if rng.random() < 0.5:
            return a // divisor, lambda n, m: f(n, m) // divisor
        return a % divisor, lambda n, m: f(n, m) % divisor
    symbolic, plain = rng.choice(OPERATIONS)
    return symbolic(a, b), lambda n, m: plain(f(n, m), g(n, m))


@pytest.mark.parametrize("seed", range(300))
def test_random_expressions_are_those_of_integers(seed):
    rng = random.Random(seed)
    size, function = random_size(rng, rng.randrange(1, 5))
    for n, m in [(0, 0), (1, 0), (0, 1), (1, 1), (2, 7), (13, 5), (4, 4)]:
        assert evaluate(size, {N_ATOM: n, M_ATOM: m}) == function(n, m), str(size)


@pytest.mark.parametrize("seed", range(200))
def test_equal_polynomials_are_equal_sizes(seed):
    """Built in another order, the same sum of products is the same object."""
    rng = random.Random(seed)
    terms = [
        (rng.randrange(-4, 5), rng.randrange(3), rng.randrange(3))
        for _ in range(rng.randrange(1, 6))
    ]

    def build(order):
        total = 0
        for c, i, j in order:
            total = total + _monomial(rng, c, i, j)
        return total

    a = build(terms)
    rng.shuffle(terms)
    b = build(terms)
    assert a == b
    assert hash(a) == hash(b)
    assert str(a) == str(b)
    assert a - b == 0


def _monomial(rng, coefficient, i, j):
    factors = [coefficient, *[N] * i, *[M] * j]
    rng.shuffle(factors)
    product = 1
    for factor in factors:
        product = product * factor
    return product


def test_sizes_that_are_known_become_integers():
    assert N - N == 0
    assert isinstance(N - N + 3, int)
    assert N * 0 == 0
    assert N // N == 1
    assert (N * 3) // 3 == N
    assert (N * 6 + 4) // 2 == N * 3 + 2
    assert (N * M) // N == M
    assert (N * M * 6) // (M * 2) == N * 3
    assert (N * 4) % 2 == 0
    assert (N * 4 + 3) % 2 == 1
    assert N % N == 0
    assert floor_div(7, 2) == 3


def test_sizes_that_differ_stay_different():
    assert N != M
    assert N != 3
    assert N + 1 != N
    assert symbol("n") != symbol("n")
    assert symbol("n", shared=True) == symbol("n", shared=True)
    assert symbol("n", shared=True) != symbol("n")


def test_maxima_are_decided_where_they_can_be():
    assert size_max(N + 1, N) == N + 1
    assert size_max(N, N + 1) == N + 1
    assert size_max(N, 0) == N
    assert size_max(0, N) == N
    assert size_max(-N, 0) == 0
    assert size_max(N + M, N) == N + M
    assert size_max(3, 5) == 5
    assert size_max(N, M) == size_max(M, N)
    assert size_max(2 * N - 2, 0) == 2 * size_max(N - 1, 0)
    assert size_max(N - 1, 0) == N + size_max(-1, -N)


def test_sizes_are_shown_plainly():
    assert str(N) == "n"
    assert str(N * 2 + 1) == "2*n + 1"
    assert str(1 - N) == "-n + 1"
    assert str(N * M - 3) in ("n*m - 3", "m*n - 3")
    assert str((N + 1) // 2) == "(n + 1)//(2)"
    assert str(size_max(N, 5)) == "max(n - 5, 0) + 5"


def test_a_size_is_no_number_before_data_arrives():
    with pytest.raises(TypeError, match="the size n is known only when data arrives"):
        int(N)
    with pytest.raises(TypeError, match=r"graph.shape\(x\)"):
        range(N)
    for operation in (operator.add, operator.sub, operator.mul, operator.floordiv):
        with pytest.raises(TypeError):
            operation(N, 1.5)
    assert bool(N)


def test_reflected_arithmetic():
    env = {N_ATOM: 3}
    assert evaluate(10 - N, env) == 7
    assert evaluate(10 // N, env) == 3
    assert evaluate(10 % N, env) == 1
    assert evaluate(2 + N * 2, env) == 8
    assert evaluate(-N, env) == -3
    assert evaluate(5, env) == 5


def test_symbols_are_found_inside_divisions_and_maxima():
    assert symbols_in(N // 2 + size_max(M, 3)) == {N_ATOM, M_ATOM}
    assert symbols_in(4) == set()
    assert bare_symbol(N) == N_ATOM
    for size in (N + 1, N * 2, N * M, N // 2, 4):
        assert bare_symbol(size) is None
    assert isinstance(N // 2, Dim)
