"""Elementary functions to any number of digits: what the polynomials are fitted to."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from decimal import Decimal, getcontext
from fractions import Fraction
from math import comb

DIGITS = 110
CONTEXT = decimal.Context(prec=DIGITS, Emax=10**9, Emin=-(10**9))
ONE = Decimal(1)


def series(first: Decimal, next_term: Callable[[Decimal, int], Decimal]) -> Decimal:
    """The sum of terms from the first one, until they no longer count."""
    total, term, n = first, first, 0
    while _counts(term, total):
        n += 1
        term = next_term(term, n)
        total += term
    return total


def _counts(term: Decimal, total: Decimal) -> bool:
    return bool(term) and term.adjusted() > total.adjusted() - getcontext().prec - 2


def atan(x: Decimal) -> Decimal:
    if abs(x) > Decimal("0.2"):
        return 2 * atan(x / (1 + (1 + x * x).sqrt()))
    odd = x * x
    power, total, n = x, x, 1
    while _counts(power, total):
        n += 2
        power = -power * odd
        total += power / n
    return total


with decimal.localcontext(CONTEXT):
    PI = 4 * atan(ONE)
    LN2 = Decimal(2).ln()


def bits_of_two_over_pi(count: int) -> int:
    """The first bits behind the point of 2 / pi, as an integer."""
    with decimal.localcontext(decimal.Context(prec=count // 3 + 30)):
        return int(Decimal(2) ** count / (2 * atan(ONE)))


def atanh(x: Decimal) -> Decimal:
    return ((1 + x) / (1 - x)).ln() / 2


def sin(x: Decimal) -> Decimal:
    return series(x, lambda term, n: -term * x * x / (2 * n * (2 * n + 1)))


def cos(x: Decimal) -> Decimal:
    return series(ONE, lambda term, n: -term * x * x / (2 * n * (2 * n - 1)))


def asin(x: Decimal) -> Decimal:
    return atan(x / (1 - x * x).sqrt())


def expm1(x: Decimal) -> Decimal:
    return series(x, lambda term, n: term * x / (n + 1))


def erf(x: Decimal) -> Decimal:
    """2 / sqrt(pi) * e**(-x**2) * (x + 2 x**3 / 3 + 4 x**5 / 15 + ...)."""
    total = series(x, lambda term, n: term * 2 * x * x / (2 * n + 1))
    return 2 / PI.sqrt() * (-x * x).exp() * total


def erfcx(x: Decimal) -> Decimal:
    """e**(x**2) * erfc(x)."""
    if x < 6:
        return (x * x).exp() * (1 - erf(x))
    fraction = x  # the continued fraction of Laplace, from its far end
    for n in range(2000, 0, -1):
        fraction = x + Decimal(n) / 2 / fraction
    return 1 / (fraction * PI.sqrt())


def erfc(x: Decimal) -> Decimal:
    return (-x * x).exp() * erfcx(x)


def erfinv_of_tail(tail: Decimal) -> Decimal:
    """x with erfc(x) = tail, 0 < tail <= 1, by Newton's rule on the logarithm."""
    x = (-tail.ln()).sqrt() if tail < Decimal("0.1") else (1 - tail)
    for _ in range(60):
        value = erfc(x)
        slope = -2 / PI.sqrt() * (-x * x).exp() / value
        step = (value.ln() - tail.ln()) / slope
        x -= step
        if not step or step.adjusted() < x.adjusted() - 45:
            break
    return x


def bernoulli(count: int) -> list[Decimal]:
    """The numbers B[2], B[4], ... by the rule that binomials times them sum to 0."""
    numbers = [Fraction(1)]
    for m in range(1, 2 * count + 1):
        numbers.append(-sum(comb(m + 1, k) * numbers[k] for k in range(m)) / (m + 1))
    return [Decimal(b.numerator) / b.denominator for b in numbers[2::2]]


with decimal.localcontext(CONTEXT):
    BERNOULLI = bernoulli(30)


def lgamma(x: Decimal) -> Decimal:
    """ln(gamma(x)) for x > 0: Stirling's series behind a shift."""
    product = ONE
    while x < 40:
        product *= x
        x += 1
    total = (x - Decimal("0.5")) * x.ln() - x + (2 * PI).ln() / 2
    for n, number in enumerate(BERNOULLI, 1):
        total += number / (2 * n * (2 * n - 1) * x ** (2 * n - 1))
    return total - product.ln()


def digamma(x: Decimal) -> Decimal:
    total = Decimal(0)
    while x < 40:
        total -= 1 / x
        x += 1
    total += x.ln() - 1 / (2 * x)
    for n, number in enumerate(BERNOULLI, 1):
        total -= number / (2 * n * x ** (2 * n))
    return total


def trigamma(x: Decimal) -> Decimal:
    total = Decimal(0)
    while x < 40:
        total += 1 / (x * x)
        x += 1
    total += 1 / x + 1 / (2 * x * x)
    for n, number in enumerate(BERNOULLI, 1):
        total += number / x ** (2 * n + 1)
    return total


def bessel(order: int, x: Decimal) -> Decimal:
    """I0 or I1 by its power series."""
    quarter = x * x / 4
    first = ONE if order == 0 else x / 2
    return series(first, lambda term, n: term * quarter / (n * (n + order)))
