"""The strategy in force: how the trainings of models are distributed, if they are.

`kerasish.distribution` sets it; models and training read it here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

#: that of a scope, and that of the process
_SCOPED: ContextVar[Any] = ContextVar("kerasish_strategy", default=None)
_OF_PROCESS: list[Any] = [None]
#: whose ranks run a method of a model together at the moment
_JOINED: ContextVar[Any] = ContextVar("kerasish_joined", default=None)
#: whether this rank does something by itself, such as a callback
_ALONE: ContextVar[bool] = ContextVar("kerasish_alone", default=False)


def current_strategy() -> Any:
    """The strategy for models that are compiled now, None if there is one process."""
    scoped = _SCOPED.get()
    return _OF_PROCESS[0] if scoped is None else scoped


def set_strategy(strategy: Any) -> None:
    """Makes a strategy that of the process; None for none."""
    _OF_PROCESS[0] = strategy


@contextlib.contextmanager
def using_strategy(strategy: Any) -> Iterator[Any]:
    """Inside, the strategy is the current one."""
    token = _SCOPED.set(strategy)
    try:
        yield strategy
    finally:
        _SCOPED.reset(token)


def joined_strategy() -> Any:
    """The strategy whose ranks work on the same thing now, or None."""
    return _JOINED.get()


def is_first_rank() -> bool:
    """Whether this process speaks to the user, and writes the files."""
    strategy = _JOINED.get()
    return strategy is None or strategy.rank == 0


def is_alone() -> bool:
    """Whether this rank does something that the others do not do."""
    return _ALONE.get()


@contextlib.contextmanager
def joining(strategy: Any) -> Iterator[Any]:
    """Inside, all ranks of the strategy work together."""
    token = _JOINED.set(strategy)
    try:
        yield
    finally:
        _JOINED.reset(token)


@contextlib.contextmanager
def alone() -> Iterator[Any]:
    """Inside, this rank works without the others."""
    tokens = _JOINED.set(None), _ALONE.set(True)
    try:
        yield
    finally:
        _JOINED.reset(tokens[0])
        _ALONE.reset(tokens[1])
