"""Symbolic sizes: integers that are known only when a batch arrives.

A size is a Python ``int`` or a ``Dim``: a polynomial with integer coefficients over
atoms. An atom is a named symbol, a floor division or a maximum. Two dims are equal
exactly when their canonical forms are, so ``batch * 3 // 3 == batch``. Symbols stand
for sizes, which are never negative.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import Any

_SERIALS = itertools.count(1)

Atom = tuple[
    Any, ...
]  # ("sym", name, serial) | ("div", terms, terms) | ("max", terms, terms)
Terms = tuple[
    Any, ...
]  # ((monomial, coefficient), ...) sorted; monomial is a tuple of atoms


def symbol(name: str, *, shared: bool = False) -> Dim:
    """Makes a symbolic size. Shared symbols of one name are the same size."""
    return Dim(((((("sym", name, 0 if shared else next(_SERIALS)),), 1)),))


class Dim:
    """A size that is not known yet; supports ``+ - * // %`` with ints and dims."""

    __slots__ = ("_hash", "terms")

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._hash = hash(terms)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dim) and self.terms == other.terms

    def __add__(self, other: Size) -> Size:
        if not isinstance(other, (int, Dim)):
            return NotImplemented
        total = dict(_terms(self))
        for monomial, coefficient in _terms(other):
            total[monomial] = total.get(monomial, 0) + coefficient
        return _normal(total)

    __radd__ = __add__

    def __neg__(self) -> Size:
        return self * -1

    def __sub__(self, other: Size) -> Size:
        if not isinstance(other, (int, Dim)):
            return NotImplemented
        return self + other * -1

    def __rsub__(self, other: Size) -> Size:
        return self * -1 + other

    def __mul__(self, other: Size) -> Size:
        if not isinstance(other, (int, Dim)):
            return NotImplemented
        total: dict[tuple[Atom, ...], int] = {}
        for m1, c1 in _terms(self):
            for m2, c2 in _terms(other):
                monomial = tuple(sorted(m1 + m2, key=repr))
                total[monomial] = total.get(monomial, 0) + c1 * c2
        return _normal(total)

    __rmul__ = __mul__

    def __floordiv__(self, other: Size) -> Size:
        if not isinstance(other, (int, Dim)):
            return NotImplemented
        return floor_div(self, other)

    def __rfloordiv__(self, other: Size) -> Size:
        return floor_div(other, self)

    def __mod__(self, other: Size) -> Size:
        return self - (self // other) * other

    def __rmod__(self, other: Size) -> Size:
        return other - (other // self) * self

    def __bool__(self) -> bool:
        return True  # a size object exists; it is not known to be zero

    def __index__(self) -> int:
        raise TypeError(
            f"the size {self} is known only when data arrives; "
            "use it in shapes and slices, or as a tensor through graph.shape(x)"
        )

    __int__ = __index__

    def __repr__(self) -> str:
        return " + ".join(_show(m, c) for m, c in self.terms).replace("+ -", "- ")


Size = int | Dim


def _terms(size: Size) -> Terms:
    if isinstance(size, Dim):
        return size.terms
    return (((), int(size)),) if size else ()


def _normal(total: Mapping[tuple[Atom, ...], int]) -> Size:
    kept = [(m, c) for m, c in total.items() if c]
    if not kept:
        return 0
    if len(kept) == 1 and kept[0][0] == ():
        return kept[0][1]
    return Dim(tuple(sorted(kept, key=lambda term: (-len(term[0]), repr(term[0])))))


def _show(monomial: tuple[Atom, ...], coefficient: int) -> str:
    names = [_show_atom(a) for a in monomial]
    if not names:
        return str(coefficient)
    if coefficient == 1:
        return "*".join(names)
    return (
        "*".join([str(coefficient), *names])
        if coefficient != -1
        else "-" + "*".join(names)
    )


def _show_atom(atom: Atom) -> str:
    if atom[0] == "sym":
        return str(atom[1])
    left, right = (_normal(dict(t)) for t in atom[1:])
    return f"({left})//({right})" if atom[0] == "div" else f"max({left}, {right})"


def floor_div(a: Size, b: Size) -> Size:
    """a // b, exact where the division is known to be."""
    if isinstance(a, int) and isinstance(b, int):
        return a // b
    if a == b:
        return 1
    if isinstance(b, int):
        whole = {m: c // b for m, c in _terms(a) if c % b == 0}
        rest = _normal({m: c for m, c in _terms(a) if c % b})
        if isinstance(rest, int):
            return _normal(whole) + rest // b
        return _normal(whole) + Dim((((("div", rest.terms, _terms(b)),), 1),))
    quotient = _exact_quotient(a, b)
    if quotient is not None:
        return quotient
    return Dim((((("div", _terms(a), b.terms),), 1),))


def _exact_quotient(a: Size, b: Dim) -> Size | None:
    """The quotient when b is one monomial that divides every term of a."""
    if len(b.terms) != 1:
        return None
    (monomial, coefficient) = b.terms[0]
    result = {}
    for m, c in _terms(a):
        rest = list(m)
        for atom in monomial:
            if atom not in rest:
                return None
            rest.remove(atom)
        if c % coefficient:
            return None
        result[tuple(rest)] = c // coefficient
    return _normal(result)


def size_max(a: Size, b: Size) -> Size:
    """max(a, b); decided at once where it is known, since no symbol is negative."""
    return b + _positive_part(a - b)


def _positive_part(gap: Size) -> Size:
    """max(gap, 0), in one form for gap and -gap: max(-g, 0) = max(g, 0) - g."""
    if isinstance(gap, int):
        return max(gap, 0)
    if _is_never_negative(gap.terms):
        return gap
    if gap.terms[0][1] < 0:
        return gap + _positive_part(-gap)
    factor = math.gcd(*(c for _, c in gap.terms))
    terms = tuple((m, c // factor) for m, c in gap.terms)
    return Dim((((("max", terms, ()),), factor),))


def _is_never_negative(terms: Terms) -> bool:
    return all(
        c >= 0 and all(atom[0] in ("sym", "max") for atom in m) for m, c in terms
    )


def evaluate(size: Size, env: Mapping[Atom, int]) -> int:
    """The number that a size stands for, given the numbers of its symbols."""
    if isinstance(size, int):
        return size
    return _evaluate_terms(size.terms, env)


def _evaluate_terms(terms: Terms, env: Mapping[Atom, int]) -> int:
    total = 0
    for monomial, coefficient in terms:
        for atom in monomial:
            coefficient *= _evaluate_atom(atom, env)
        total += coefficient
    return total


def _evaluate_atom(atom: Atom, env: Mapping[Atom, int]) -> int:
    if atom[0] == "sym":
        return env[atom]
    left, right = (_evaluate_terms(t, env) for t in atom[1:])
    return left // right if atom[0] == "div" else max(left, right)


def symbols_in(size: Size) -> set[Atom]:
    """The symbols that a size depends on."""
    if isinstance(size, int):
        return set()
    found: set[Atom] = set()
    pending = [size.terms]
    while pending:
        for monomial, _ in pending.pop():
            for atom in monomial:
                if atom[0] == "sym":
                    found.add(atom)
                else:
                    pending.extend(atom[1:])
    return found


def bare_symbol(size: Size) -> Atom | None:
    """The symbol when a size is exactly one symbol, else None."""
    if isinstance(size, Dim) and len(size.terms) == 1:
        monomial, coefficient = size.terms[0]
        if coefficient == 1 and len(monomial) == 1 and monomial[0][0] == "sym":
            found: Atom = monomial[0]
            return found
    return None
