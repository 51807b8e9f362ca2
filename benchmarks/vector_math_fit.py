"""Derives graph/engines/native/vector_math/coefficients.py and prints it.

Each table is a polynomial c[0] + c[1] v + c[2] v**2 + ... close to a function of t,
where v is t or what ``variable`` makes of it. It is a weighted least-squares fit on
Chebyshev nodes, which is near the best in the largest error; the coefficients are
rounded to the dtype one after the other, and those that are left are fitted again.

    python -m benchmarks.vector_math_fit > graph/engines/native/.../coefficients.py
"""

from __future__ import annotations

import decimal
import math
import sys
import textwrap
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from graph.testing import exact_functions as exact
from graph.testing.exact_functions import CONTEXT, DIGITS, LN2, ONE, PI

#: how many words of 2 / pi the largest float64 needs
WORDS = 20
#: digits in which the linear systems are solved
SOLVE_DIGITS = 90


class Fit(NamedTuple):
    """A polynomial of a degree for ``function`` on [low, high]."""

    dtype: str
    function: Callable[[Decimal], Decimal]
    low: Decimal
    high: Decimal
    degree: int
    weight: Callable[[Decimal], Decimal] = lambda t: ONE
    variable: Callable[[Decimal], Decimal] = lambda t: t


def number(text) -> Decimal:
    return Decimal(str(text))


def fit(what: Fit) -> tuple[list[float], float]:
    """The coefficients, and the largest weighted error on the nodes."""
    with decimal.localcontext(CONTEXT):
        nodes = chebyshev_nodes(what.low, what.high, 6 * (what.degree + 1))
        values = [what.function(t) for t in nodes]
        weights = [what.weight(t) for t in nodes]
        variables = [what.variable(t) for t in nodes]
    with decimal.localcontext(decimal.Context(prec=SOLVE_DIGITS)):
        columns = [[w * v**k for v, w in zip(variables, weights)] for k in
                   range(what.degree + 1)]  # fmt: skip
        rest = [w * y for w, y in zip(weights, values)]
        rounded = []
        while columns:
            first = least_squares(columns, rest)[0]
            rounded.append(round_to(first, what.dtype))
            used = Decimal(rounded[-1])
            rest = [r - used * x for r, x in zip(rest, columns.pop(0))]
        return rounded, float(max(map(abs, rest)))


def round_to(value: Decimal, dtype: str) -> float:
    return float(np.dtype(dtype).type(float(value)))


def chebyshev_nodes(low: Decimal, high: Decimal, count: int) -> list[Decimal]:
    middle, half = (low + high) / 2, (high - low) / 2
    angles = (PI * (2 * k + 1) / (2 * count) for k in range(count))
    return [middle + half * exact.cos(angle) for angle in angles]


def least_squares(columns, target) -> list[Decimal]:
    """The solution of the normal equations, by elimination."""
    size = len(columns)
    table = [
        [dot(a, b) for b in columns] + [dot(a, target)]
        for a in columns
    ]  # fmt: skip
    for i in range(size):
        for row in table[i + 1 :]:
            factor = row[i] / table[i][i]
            row[i:] = [r - factor * p for r, p in zip(row[i:], table[i][i:])]
    solution = [Decimal(0)] * size
    for i in reversed(range(size)):
        known = sum(table[i][k] * solution[k] for k in range(i + 1, size))
        solution[i] = (table[i][size] - known) / table[i][i]
    return solution


def dot(a, b) -> Decimal:
    return sum((x * y for x, y in zip(a, b)), Decimal(0))


# ---- the functions; 0 is never a node


def square(t: Decimal) -> Decimal:
    return t * t


def at_least(least) -> Callable[[Decimal], Decimal]:
    return lambda t: max(abs(t), number(least))


def log1p(t: Decimal) -> Decimal:
    return (1 + t).ln()


def erfinv_by_log(w: Decimal) -> Decimal:
    """erfinv(x) / x, where w = -ln(1 - x**2)."""
    x = (1 - (-w).exp()).sqrt()
    return exact.erfinv_of_tail((-w).exp() / (1 + x)) / x


HALF_LN2 = LN2 / 2 * number(1.0001)
QUARTER_PI = PI / 4 * number(1.0001)
ROOT_HALF, ROOT_TWO = number(0.5).sqrt(), Decimal(2).sqrt()
#: the largest s = (m - 1) / (m + 1) for m between the roots of 1/2 and 2
LARGEST_S = (ROOT_TWO - 1) / (ROOT_TWO + 1) * number(1.0001)
TINY = number("1e-10")
F32, F64 = "float32", "float64"


def exponential() -> dict[str, Fit]:
    def tail(r):  # e**r = 1 + r + r**2 * tail
        return (exact.expm1(r) - r) / (r * r)

    def factor(r):  # 2**r = 1 + r * factor
        return exact.expm1(r * LN2) / r

    def pieces(dtype, tail_degree, factor_degree):
        half = number(0.5001)
        return (
            Fit(dtype, tail, -HALF_LN2, HALF_LN2, tail_degree, at_least(0.02)),
            Fit(dtype, factor, -half, half, factor_degree, at_least(0.02)),
        )

    single, double = pieces(F32, 4, 6), pieces(F64, 10, 12)
    return {
        "EXP_F32": single[0],
        "EXP2_F32": single[1],
        "EXP_F64": double[0],
        "EXP2_F64": double[1],
    }


def logarithm() -> dict[str, Fit]:
    def cubic(t):  # log1p(t) = t - t**2 / 2 + t**3 * cubic
        return (log1p(t) - t + t * t / 2) / t**3

    def odd(s):  # 2 atanh(s) = 2 s + s**3 * odd(s**2)
        return 2 * (exact.atanh(s) - s) / s**3

    def odd_tail(s):  # odd = 2/3 + s**2 * odd_tail
        return (odd(s) - Decimal(2) / 3) / (s * s)

    weight = at_least(0.02)
    return {
        "LOG_F32": Fit(
            F32, cubic, ROOT_HALF - 1, ROOT_TWO - 1, 8, lambda t: square(weight(t))
        ),
        "LOG_F64": Fit(F64, odd, TINY, LARGEST_S, 6, square, square),
        "LOG_TAIL_F64": Fit(F64, odd_tail, TINY, LARGEST_S, 7, lambda s: s**4, square),
    }


def error_function() -> dict[str, Fit]:
    def near(t):
        return exact.erf(t) / t - 1

    def far(t):  # t = 1 / (1 + x / 2)
        return exact.erfcx(2 / t - 2) / t

    def weight_near(t):
        return t / exact.erf(t)

    low, high = number("1e-8"), ONE
    middle = 1 / (1 + Decimal(14)), 1 / (1 + number(0.49) / 2)
    return {
        "ERF_F32": Fit(F32, near, TINY, ONE, 6, weight_near, square),
        "ERF_TAIL_F32": Fit(
            F32, lambda t: exact.erfc(t).ln(), ONE, Decimal(4), 7, exact.erfc
        ),
        "ERF_F64": Fit(F64, near, low, high, 13, weight_near, square),
        "ERFC_F64": Fit(F64, far, *middle, 26),
        "ERFINV_MIDDLE_F64": Fit(
            F64, erfinv_by_log, TINY, number(6.25), 22, variable=lambda w: w - 3
        ),
        "ERFINV_OUTER_F64": Fit(
            F64,
            lambda v: erfinv_by_log(v * v),
            number(2.5),
            Decimal(4),
            20,
            variable=lambda v: v - number(3.25),
        ),
        "ERFINV_FAR_F64": Fit(
            F64,
            lambda v: erfinv_by_log(v * v),
            Decimal(4),
            number(6.05),
            19,
            variable=lambda v: v - 5,
        ),
    }


def trigonometric() -> dict[str, Fit]:
    def sine(r):  # sin(r) = r + r**3 * sine(r**2)
        return (exact.sin(r) - r) / r**3

    def cosine(r):  # cos(r) = 1 - r**2 / 2 + r**4 * cosine(r**2)
        return (exact.cos(r) - 1 + r * r / 2) / r**4

    def arcsine(t):  # asin(t) = t + t**3 * arcsine(t**2)
        return (exact.asin(t) - t) / t**3

    def arctangent(t):  # atan(t) = t + t**3 * arctangent(t**2)
        return (exact.atan(t) - t) / t**3

    pair = TINY, QUARTER_PI
    return {
        "SIN_F32": Fit(F32, sine, *pair, 2, square, square),
        "COS_F32": Fit(F32, cosine, *pair, 2, lambda r: r**4, square),
        "SIN_F64": Fit(F64, sine, *pair, 5, square, square),
        "COS_F64": Fit(F64, cosine, *pair, 5, lambda r: r**4, square),
        "ASIN_F64": Fit(F64, arcsine, TINY, number(0.5), 12, square, square),
        "ATAN_F64": Fit(F64, arctangent, TINY, number(0.4143), 10, square, square),
    }


def gamma() -> dict[str, Fit]:
    half = number(0.5)

    def stirling(x):  # the series behind Stirling's formula, times x
        main = (x - half) * x.ln() - x + (2 * PI).ln() / 2
        return (exact.lgamma(x) - main) * x

    def digamma_tail(x):  # digamma = ln(x) - 1 / (2 x) - tail / x**2
        return (x.ln() - 1 / (2 * x) - exact.digamma(x)) * x * x

    def trigamma_tail(x):  # trigamma = 1 / x + 1 / (2 x**2) + tail / x**3
        return (exact.trigamma(x) - 1 / x - 1 / (2 * x * x)) * x**3

    def of_inverse(function, degree):  # for x >= 8, in powers of 1 / x**2
        return Fit(
            F64, lambda t: function(1 / t), number(0.001), ONE / 8, degree,
            variable=square,
        )  # fmt: skip

    return {
        "LGAMMA_AT_1_F64": Fit(
            F64, lambda t: exact.lgamma(1 + t) / t, number(-0.3), half, 23
        ),
        "LGAMMA_AT_2_F64": Fit(
            F64, lambda t: exact.lgamma(2 + t) / t, -half, half, 19
        ),
        "STIRLING_F64": of_inverse(stirling, 6),
        "DIGAMMA_F64": of_inverse(digamma_tail, 7),
        "TRIGAMMA_F64": of_inverse(trigamma_tail, 8),
    }  # fmt: skip


def roots_and_bessel() -> dict[str, Fit]:
    def near(order):  # I0(x), and I1(x) / x
        return lambda x: exact.bessel(order, x) / x**order

    def far(order):  # I(x) * sqrt(x) / e**x
        return lambda t: exact.bessel(order, 1 / t) / t.sqrt() / (1 / t).exp()

    low, high = ONE / 720, 1 / number(7.7)
    return {
        "CBRT_F64": Fit(
            F64, lambda r: (-r.ln() / 3).exp(), number(0.8), number(1.25), 5
        ),
        **{
            f"I{n}_F64": Fit(
                F64, near(n), TINY, number(7.75), 16, lambda x, n=n: 1 / near(n)(x),
                lambda x: x * x / 4,
            )
            for n in (0, 1)
        },
        **{f"I{n}_FAR_F64": Fit(F64, far(n), low, high, 24) for n in (0, 1)},
    }  # fmt: skip


def tables() -> dict[str, Fit]:
    families = (
        exponential,
        logarithm,
        error_function,
        trigonometric,
        gamma,
        roots_and_bessel,
    )
    return {name: what for family in families for name, what in family().items()}


#: constants as sums of a few numbers: name -> dtype, value, bits of each but the last
SPLITS: dict[str, tuple[str, Decimal, tuple[int, ...]]] = {
    "LN2_F32": (F32, LN2, (15,)),
    "LN2_F64": (F64, LN2, (41,)),
    "LOG2_E_F32": (F32, 1 / LN2, (12,)),
    "LOG2_E_F64": (F64, 1 / LN2, (26,)),
    "LOG10_E_F32": (F32, 1 / Decimal(10).ln(), (12,)),
    "LOG10_E_F64": (F64, 1 / Decimal(10).ln(), (26,)),
    "LOG10_2_F32": (F32, LN2 / Decimal(10).ln(), (15,)),
    "LOG10_2_F64": (F64, LN2 / Decimal(10).ln(), (41,)),
    "HALF_PI_F64": (F64, PI / 2, (33, 33, 33)),
    "QUARTER_PI_F64": (F64, PI / 4, (53,)),
    "TWO_THIRDS_F64": (F64, Decimal(2) / 3, (53,)),
}


def split(dtype: str, value: Decimal, bits) -> list[float]:
    """Numbers of so many bits whose sum is the value, to the precision of the last."""
    parts = []
    with decimal.localcontext(CONTEXT):
        for count in bits:
            step = Decimal(2) ** (math.frexp(float(value))[1] - count)
            parts.append(float((value / step).to_integral_value() * step))
            value -= Decimal(parts[-1])
        return [*parts, round_to(value, dtype)]


HEADING = '''"""Coefficients of polynomials, lowest power first, and constants in parts.

Written by benchmarks/vector_math_fit.py, which says what each of them approximates.
"""

from __future__ import annotations

# fmt: off

'''


def shown(value: float, dtype: str) -> str:
    return repr(float(str(np.dtype(dtype).type(value))))


def main(names) -> None:
    print(HEADING, end="")
    for name, what in tables().items():
        if names and name not in names:
            continue
        coefficients, error = fit(what)
        print(f"# largest weighted error {error:.1e}")
        print_tuple(name, coefficients, what.dtype)
    print()
    for name, (dtype, value, bits) in SPLITS.items():
        print_tuple(name, split(dtype, value, bits), dtype)
    print("#: 64 zeros, then the bits of 2 / pi, in words")
    bits = exact.bits_of_two_over_pi(64 * WORDS)
    words = [bits >> 64 * k & (1 << 64) - 1 for k in reversed(range(WORDS))]
    print_filled("TWO_OVER_PI_WORDS", ["0", *(f"0x{word:016X}" for word in words)])


def print_tuple(name, values, dtype) -> None:
    print_filled(name, [shown(value, dtype) for value in values])


def print_filled(name, items) -> None:
    text = textwrap.fill(", ".join(items) + ",", 84)
    print(f"{name} = (\n{textwrap.indent(text, '    ')}\n)", flush=True)


if __name__ == "__main__":
    assert DIGITS > SOLVE_DIGITS
    main(sys.argv[1:])
