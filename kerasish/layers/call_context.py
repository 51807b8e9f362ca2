"""What is true for the whole of an outermost layer call: training or not."""

from __future__ import annotations

import contextlib
import contextvars


class CallContext:
    """The training flag, and the layer that was called from outside."""

    __slots__ = ("entry_layer", "training")

    def __init__(self, entry_layer, training):
        self.entry_layer = entry_layer
        self.training = training


_CURRENT: contextvars.ContextVar[CallContext | None] = contextvars.ContextVar(
    "kerasish_call", default=None
)


def current_call() -> CallContext | None:
    return _CURRENT.get()


@contextlib.contextmanager
def calling(layer, training):
    """Opens a context (gives whether it is the outermost) with the training flag."""
    outer = _CURRENT.get()
    entry = layer if outer is None else outer.entry_layer
    token = _CURRENT.set(CallContext(entry, training))
    try:
        yield outer is None
    finally:
        _CURRENT.reset(token)
