"""The base class of constraints."""

from __future__ import annotations

from kerasish.base.configured import Configured


class Constraint(Configured):
    """What a weight becomes after an update: ``constraint(w)`` is the new value."""

    def __call__(self, w):
        raise NotImplementedError("a Constraint must define __call__(w)")
