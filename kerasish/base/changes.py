"""Tells whether what trains may have changed, without a look at every variable.

What belongs to a layer, and what of it trains, is noted here when it changes; whoever
keeps something that follows from it asks whether the last change is still the same.
"""

from __future__ import annotations

_LAST = [object()]  # an object for each change: a number could be counted up by two


def note_change() -> None:
    """Something trains that did not, or the other way, or belongs to another layer."""
    _LAST[0] = object()


def last_change() -> object:
    """Stands for the last change of anything; compare with ``is``."""
    return _LAST[0]
