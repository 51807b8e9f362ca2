"""The lock of all variables, and the runs of compiled code that use them just now.

Compiled code knows variables by addresses only. While it runs, what it reads is neither
freed nor reused; new values may be written over old ones where no other run and nobody
else has these, and who wants to read them meanwhile waits.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from graph.ir.variable import Variable


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
    kept: list[Any]


class Changes:
    """How often a variable got another array for its value, all variables together."""

    count = 0


RUNNING: set[Run] = set()
#: threads that wait for runs to end; new ones must not make them wait again
_WAITING: list[int] = []


def settle(identities: Collection[int]) -> None:
    """Waits until no other thread writes over these; the caller holds `STATE`.

    Until the caller lets go of `STATE`, none will begin to.
    """
    if RUNNING:
        _wait_while(lambda run: not run.writes.isdisjoint(identities))


def _wait_while(concerns: Callable[[Run], bool]) -> None:
    """Until no other thread's run that concerns somebody is writing."""
    me = threading.get_ident()
    while any(
        run.is_writing and run.thread != me and concerns(run) for run in list(RUNNING)
    ):
        _WAITING.append(me)
        try:
            _DONE.wait()
        finally:
            _WAITING.remove(me)


def is_used(identities: Collection[int], but: Run) -> bool:
    """Whether a run, this one apart, uses some of these, or somebody waits."""
    if len(RUNNING) == 1 and but in RUNNING:
        return bool(_WAITING)
    return bool(_WAITING) or any(
        run is not but and not run.touches.isdisjoint(identities)
        for run in list(RUNNING)
    )


def keep(variable: Variable, array: np.ndarray | None) -> None:
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
            if _WAITING:
                _DONE.notify_all()


def _before_fork() -> None:
    """The child finds whole values, and a lock that is free."""
    STATE.acquire()
    _wait_while(lambda run: True)


def _in_child() -> None:
    """Other threads are gone, and their runs with them."""
    me = threading.get_ident()
    RUNNING.intersection_update([run for run in RUNNING if run.thread == me])
    _WAITING.clear()
    STATE.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork, after_in_parent=STATE.release, after_in_child=_in_child
    )
