"""Rules for arguments: what they refuse, and what they make of the rest."""

import numpy as np
import pytest

from graph import ArgumentError
from kerasish.base import rules
from kerasish.base.rules import Rule

NAMED = {name: rule for name, rule in vars(rules).items() if isinstance(rule, Rule)}
MADE = {
    "number_in": rules.number_in(0, 1),
    "number_below": rules.number_in(0, 1, include_high=False),
    "one_of": rules.one_of("same", "valid"),
    "int_or_tuple": rules.int_or_tuple(2),
    "any_length": rules.int_or_tuple(),
    "optional": rules.optional(rules.positive_int),
    "either": rules.either(rules.positive_int, rules.any_string),
}
ALL = NAMED | MADE


@pytest.mark.parametrize("name", ALL)
def test_every_bad_value_is_refused_with_owner_and_argument(name):
    rule = ALL[name]
    assert rule.bad
    for value in rule.bad:
        with pytest.raises(ArgumentError) as error:
            rule.check("Owner", "amount", value)
        text = str(error.value)
        assert text.startswith(f"Owner: amount must be {rule.text}")
        assert f"pass amount as {rule.text}" in text
        assert repr(value) in text


@pytest.mark.parametrize(
    "rule, value, plain",
    [
        (rules.positive_int, np.int64(3), 3),
        (rules.non_negative_int, 0, 0),
        (rules.any_int, -2, -2),
        (rules.boolean, 1, True),
        (rules.finite_number, np.float32(0.5), 0.5),
        (rules.positive_number, 2, 2.0),
        (rules.fraction, 1, 1.0),
        (rules.any_string, "", ""),
        (MADE["number_in"], 1, 1.0),
        (MADE["number_below"], 0, 0.0),
        (MADE["one_of"], "VALID", "valid"),
        (MADE["int_or_tuple"], 3, (3, 3)),
        (MADE["int_or_tuple"], [1, np.int32(2)], (1, 2)),
        (MADE["any_length"], 3, 3),
        (MADE["optional"], None, None),
        (MADE["optional"], np.int8(4), 4),
        (MADE["either"], "name", "name"),
        (MADE["either"], np.int8(4), 4),
    ],
)
def test_allowed_values_become_plain(rule, value, plain):
    found = rule.check("Owner", "amount", value)
    assert found == plain
    assert type(found) is type(plain)


def test_the_end_of_a_range_may_be_left_out():
    with pytest.raises(ArgumentError, match=r"from 0 to 1 \(excluded\)"):
        MADE["number_below"].check("Owner", "amount", 1)


def test_booleans_are_no_integers():
    with pytest.raises(ArgumentError):
        rules.positive_int.check("Owner", "amount", True)
    with pytest.raises(ArgumentError):
        MADE["int_or_tuple"].check("Owner", "amount", (True, 2))


def test_infinity_is_no_finite_number():
    with pytest.raises(ArgumentError):
        rules.finite_number.check("Owner", "amount", float("inf"))
