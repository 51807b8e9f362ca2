"""Locks and forks: the child has one thread, whatever the others were holding."""

from __future__ import annotations

import os
import threading
import weakref
from typing import Any

_LOCKS: weakref.WeakSet[Any] = weakref.WeakSet()


def new_lock() -> Any:
    """A lock for `with`, which its holder may take again; free in the child of a fork.

    What it guards must be whole at every moment at which another thread may fork.
    """
    lock = threading.RLock()
    _LOCKS.add(lock)
    return lock


class HeldWhileForking:
    """A lock that a fork waits for, so that what it guards is whole in the child.

    Who has come to fork is the next: others pass a gate, which he closes behind him.
    """

    def __init__(self) -> None:
        self._gate, self._lock = threading.RLock(), threading.RLock()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(
                before=self._close,
                after_in_parent=self._open,
                after_in_child=self._open,
            )

    def __enter__(self) -> None:
        with self._gate:
            self._lock.acquire()

    def __exit__(self, *error: Any) -> None:
        self._lock.release()

    def _close(self) -> None:
        self._gate.acquire()
        self._lock.acquire()

    def _open(self) -> None:
        self._lock.release()
        self._gate.release()


def _renew() -> None:
    for lock in list(_LOCKS):
        lock._at_fork_reinit()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)
