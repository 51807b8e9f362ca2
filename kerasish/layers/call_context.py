"""What is true for the whole of an outermost layer call: training or not."""

from __future__ import annotations

import contextlib
import contextvars


class CallContext:
    """The training flag, and the layer that was called from outside."""

    __slots__ = ("builds", "entry_layer", "training")

    def __init__(self, entry_layer, training, builds=False):
        self.entry_layer = entry_layer
        self.training = training
        self.builds = builds


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


@contextlib.contextmanager
def building():
    """Inside, layers and weights may be made, though a call goes on around it."""
    outer = _CURRENT.get()
    token = _CURRENT.set(CallContext(outer.entry_layer, outer.training, builds=True))
    try:
        yield
    finally:
        _CURRENT.reset(token)


def in_call() -> bool:
    """Whether the innermost thing that goes on is a ``call``, not a ``build``."""
    current = _CURRENT.get()
    return current is not None and not current.builds
