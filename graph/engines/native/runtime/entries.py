"""Entries of a schedule: rows of eight 64-bit integers, here what they mean.

Entries nest by standing one behind the other; nothing in them points to other entries,
so the table can be moved::

    CALL                                  a kernel
    REPEAT  head..  body..  finish..  MOVE entries..
    SWITCH  BRANCH entries..  BRANCH entries..
"""

from __future__ import annotations

from enum import IntEnum

#: integers and bytes of an entry
WIDTH, ENTRY_BYTES = 8, 64


class Kind(IntEnum):
    """The first integer of an entry."""

    CALL = 1
    REPEAT = 2
    MOVE = 3  # at the end of a REPEAT: what changes after each turn
    SWITCH = 4
    BRANCH = 5  # within SWITCH: begins a branch


class Field(IntEnum):
    """The place of an integer within an entry."""

    KIND = 0
    LENGTH = 1  # entries up to the next one: itself and what belongs to it

    FUNCTION = 2  # CALL: address of a kernel
    ARGS = 3  # address of its table
    PARTS = 4

    TIMES = 2  # REPEAT: how often, at most
    TIMES_ADDRESS = 3  # or where that stands, or 0
    HEAD = 4  # entries of each region; what is left of LENGTH is `finish`
    BODY = 5
    MOVES = 6
    CONDITION = 7  # address of a byte that ends the loop when it is 0, or 0

    FIRST = 2  # MOVE: addresses of two slots
    SECOND = 3
    INCREMENT = 4
    SAVED_FIRST = 5  # what they held before the loop
    SAVED_SECOND = 6

    INDEX = 2  # SWITCH: address of an integer
    INDEX_BYTES = 3
    BRANCHES = 4


class Request(IntEnum):
    """The place of an integer in what a run is asked to do."""

    FIRST = 0  # addresses of entries: the first, and the one to stop before
    END = 1
    FAILURE = 2  # address of the failure word, or 0
    POOL = 3  # address of the words of a pool, or 0
