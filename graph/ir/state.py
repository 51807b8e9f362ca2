"""The lock of all variables, and the runs of compiled code that use them just now.

Compiled code knows variables by addresses only. While it runs, what it reads is neither
freed nor reused; new values may be written over old ones where no other run and nobody
else has these, and who wants to read them meanwhile waits.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Collection
from typing import Protocol

#: held while a run reads or commits several variables, so that they belong together
STATE = threading.RLock()
_DONE = threading.Condition(STATE)


class Run(Protocol):
    """Compiled code at work.

    Attributes:
        thread: the one that runs it.
        touches, writes: identities of the variables that it uses, and of those whose
            new values go over the old ones.
        is_writing: whether it does that now.
        kept: what must stay in memory until it ends.
    """

    thread: int
    touches: frozenset[int]
    writes: frozenset[int]
    is_writing: bool
    kept: list


RUNNING: set[Run] = set()


def settle(identities: Collection[int]) -> None:
    """Waits until no other thread writes over these; the caller holds `STATE`.

    Until the caller lets go of `STATE`, none will begin to.
    """
    while RUNNING and _is_written(identities):
        _DONE.wait()


def _is_written(identities: Collection[int]) -> bool:
    me = threading.get_ident()
    return any(
        run.is_writing and run.thread != me and not run.writes.isdisjoint(identities)
        for run in list(RUNNING)
    )


def is_used(identities: Collection[int], but: Run) -> bool:
    """Whether a run, this one apart, uses some of these."""
    return any(
        run is not but and not run.touches.isdisjoint(identities)
        for run in list(RUNNING)
    )


def begin_writing(run: Run) -> None:
    """New values go over old ones from now on; the caller holds `STATE`.

    A fork comes first: otherwise runs in a row would never let it.
    """
    while _forking:
        _DONE.wait()
    run.is_writing = True


def keep(variable, array) -> None:
    """An array is no longer the value of a variable; runs that read it hold it."""
    for run in list(RUNNING):
        if id(variable) in run.touches:
            run.kept.append(array)


def end(run: Run) -> None:
    """A run needs its variables no more."""
    RUNNING.discard(run)
    run.kept.clear()
    if run.is_writing:
        run.is_writing = False
        with STATE:
            _DONE.notify_all()


#: whether a thread is about to fork
_forking = False


def _before_fork() -> None:
    """The child finds whole values, and a lock that is free."""
    global _forking
    STATE.acquire()
    _forking = True
    me = threading.get_ident()
    while any(run.is_writing and run.thread != me for run in list(RUNNING)):
        _DONE.wait()


def _in_parent() -> None:
    global _forking
    _forking = False
    _DONE.notify_all()
    STATE.release()


def _in_child() -> None:
    """Other threads are gone, and their runs with them."""
    me = threading.get_ident()
    RUNNING.intersection_update([run for run in RUNNING if run.thread == me])
    _in_parent()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork, after_in_parent=_in_parent, after_in_child=_in_child
    )
