"""Ctrl-C while a model trains: the step that runs comes to its end."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading

_MESSAGE = b"\nfit ends after this step; Ctrl-C again stops it at once\n"


class Interruption:
    """Whether Ctrl-C was pressed.

    The first time it only takes note, and says so; the second time it raises
    KeyboardInterrupt at once.
    """

    def __init__(self):
        self.asked = False

    def handle(self, number, frame) -> None:
        """What the interpreter calls for the signal."""
        if self.asked:
            signal.default_int_handler(number, frame)
        self.asked = True
        if sys.stderr is not None:
            # not print: the signal may have come in the middle of another print
            with contextlib.suppress(OSError):
                os.write(2, _MESSAGE)


@contextlib.contextmanager
def interruption():
    """Inside, Ctrl-C is noted; yields the `Interruption`.

    Only in place of Python's own handler, in the main thread: a handler that the
    program has set stays, and so does what another thread relies on. A fit inside
    a callback of another fit shares the note of it.
    """
    previous = signal.getsignal(signal.SIGINT)
    outer = getattr(previous, "__self__", None)
    if isinstance(outer, Interruption):
        yield outer
        return
    noted = Interruption()
    in_main_thread = threading.current_thread() is threading.main_thread()
    if not in_main_thread or previous is not signal.default_int_handler:
        yield noted
        return
    signal.signal(signal.SIGINT, noted.handle)
    try:
        yield noted
    finally:
        signal.signal(signal.SIGINT, previous)


class InterruptionOfAll:
    """Whether Ctrl-C was pressed on any rank: all know it after the same step."""

    def __init__(self, own: Interruption, communicator):
        self._own, self._communicator = own, communicator

    @property
    def asked(self) -> bool:
        """What the ranks knew in the last operation that they did together."""
        self._communicator.wants_stop = self._own.asked
        return self._communicator.stop_wanted


@contextlib.contextmanager
def noted_by_all_ranks(noted: Interruption, strategy):
    """Yields what takes note of Ctrl-C on all ranks of a strategy."""
    if strategy is None:
        yield noted
        return
    communicator = strategy.communicator
    try:
        yield InterruptionOfAll(noted, communicator)
    finally:
        communicator.wants_stop = communicator.stop_wanted = False
