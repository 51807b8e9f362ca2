"""Salts of hashes: what users pass, and the keys that they are."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.base.rules import Rule, any_int, optional


def _is_salt(value) -> bool:
    if isinstance(value, (list, tuple)):
        return len(value) == 2 and all(map(any_int.accepts, value))
    return any_int.accepts(value)


def _as_pair(value):
    pair = value if isinstance(value, (list, tuple)) else (value, value)
    return [int(part) for part in pair]


salt_rule = optional(
    Rule("an integer or two of them", _is_salt, ("salt", 1.5, [1], [1, 2, 3]), _as_pair)
)


@internal
def hash_key(salt) -> tuple[int, int] | None:
    """The key of a salt; None for none."""
    return None if salt is None else (int(salt[0]), int(salt[1]))
