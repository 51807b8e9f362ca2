"""Rules for constructor arguments: what is allowed, and examples of what is not.

A class names them once (``rules = {"units": positive_int}``); construction checks them,
and the contract tests break each one in turn with its ``bad`` values.
"""

from __future__ import annotations

import numbers
from collections.abc import Callable, Sequence
from typing import Any

from kerasish.base.errors import fail


class Rule:
    """One rule.

    Args:
        text: completes "must be ...".
        accepts: whether a value is allowed.
        bad: values that are not.
        convert: makes an allowed value plain.
    """

    def __init__(
        self,
        text: str,
        accepts: Callable[[Any], bool],
        bad: Sequence[Any] = (),
        convert: Callable[[Any], Any] | None = None,
    ) -> None:
        self.text = text
        self.accepts = accepts
        self.bad = tuple(bad)
        self.convert = convert

    def check(
        self, owner: str, name: str, value: float | str | None
    ) -> float | str | None:
        """The value, made plain.

        Raises:
            ArgumentError: it breaks the rule.
        """
        if not self.accepts(value):
            fail(
                f"{owner}: {name} must be {self.text}",
                {name: repr(value)},
                f"pass {name} as {self.text}",
            )
        return value if self.convert is None else self.convert(value)


def _is_int(value: float | str) -> bool:
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


def _is_number(value: float | str) -> bool:
    real = isinstance(value, numbers.Real) and not isinstance(value, bool)
    return real and value == value


positive_int = Rule(
    "a positive integer", lambda v: _is_int(v) and v > 0, (0, -1, 2.5, "3", True), int
)
non_negative_int = Rule(
    "an integer >= 0", lambda v: _is_int(v) and v >= 0, (-1, 1.5, "1"), int
)
any_int = Rule("an integer", _is_int, (1.5, "1", True), int)
boolean = Rule(
    "True or False",
    lambda v: isinstance(v, (bool, int)) and v in (0, 1),
    (2, "yes", 0.5),
    bool,
)
any_number = Rule("a number", _is_number, ("1", float("nan"), True), float)
finite_number = Rule(
    "a finite number",
    lambda v: _is_number(v) and abs(v) != float("inf"),
    ("1", float("nan"), float("inf"), True),
    float,
)
positive_number = Rule(
    "a number > 0", lambda v: _is_number(v) and v > 0, (0, -1.0, "1"), float
)
non_negative_number = Rule(
    "a number >= 0", lambda v: _is_number(v) and v >= 0, (-0.5, "1"), float
)
fraction = Rule(
    "a number from 0 to 1",
    lambda v: _is_number(v) and 0 <= v <= 1,
    (-0.1, 1.5, "0.5"),
    float,
)
any_string = Rule("a string", lambda v: isinstance(v, str), (1, b"x"))
any_callable = Rule("callable", callable, (1, "f"))


def number_in(low: float, high: float, include_high: bool = True) -> Rule:
    """A number from low to high (the end may be left out)."""
    text = f"a number from {low:g} to {high:g}" + (
        "" if include_high else " (excluded)"
    )

    def accepts(v: Any) -> bool:
        return _is_number(v) and low <= v and (v <= high if include_high else v < high)

    return Rule(text, accepts, (low - 1, high + 1, "x"), float)


def one_of(*choices: str | None) -> Rule:
    """One of some words, in any case."""
    text = "one of " + ", ".join(map(repr, choices))

    def plain(v: str) -> str:
        return v.lower() if isinstance(v, str) else v

    return Rule(text, lambda v: plain(v) in choices, ("no such choice", 3.25), plain)


def int_or_tuple(rank: int | None = None, low: int = 1) -> Rule:
    """An integer, or a tuple of as many integers as there are axes; becomes a tuple."""
    text = f"an integer >= {low}" + (f" or a tuple of {rank} of them" if rank else "")

    def accepts(v: Any) -> bool:
        if _is_int(v):
            return bool(v >= low)
        if not isinstance(v, (tuple, list)) or (rank and len(v) != rank):
            return False
        return len(v) > 0 and all(_is_int(i) and i >= low for i in v)

    def convert(v: Any) -> Any:
        if _is_int(v):
            return (int(v),) * rank if rank else int(v)
        return tuple(int(i) for i in v)

    return Rule(text, accepts, (low - 1, "2", 1.5, ()), convert)


def optional(rule: Rule) -> Rule:
    """What the rule allows, or None."""

    def convert(v: Any) -> Any:
        return v if v is None or rule.convert is None else rule.convert(v)

    return Rule(
        f"{rule.text} or None",
        lambda v: v is None or rule.accepts(v),
        rule.bad,
        convert,
    )


def either(*rules: Rule) -> Rule:
    """What one of the rules allows; the first that does converts."""

    def convert(v: Any) -> Any:
        for rule in rules:
            if rule.accepts(v):
                return v if rule.convert is None else rule.convert(v)
        return v

    return Rule(
        " or ".join(rule.text for rule in rules),
        lambda v: any(rule.accepts(v) for rule in rules),
        [b for b in rules[0].bad if not any(r.accepts(b) for r in rules)],
        convert,
    )
