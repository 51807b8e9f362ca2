"""Ends what waits too long."""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
import time
from collections.abc import Callable

from kerasish.base.discovery import internal


@internal
class Watchdog:
    """A context that calls a function from another thread when it lasts too long.

    Args:
        timeout: gives the seconds that are too long.
        give_up: called with the seconds; if it returns, the process ends.

    Attributes:
        seconds, count: how long and how many the contexts were that are over.
        is_expected: whether the context is to be entered again before long. A process
            that does not do so, half as long again as others wait for it, ends itself:
            it is stuck, and a launcher need not reach it.
    """

    def __init__(self, timeout: Callable[[], float], give_up: Callable[[float], None]):
        self._timeout, self._give_up = timeout, give_up
        self._since: float | None = None  # None while nobody waits
        self._last = time.monotonic()
        self.seconds, self.count = 0.0, 0
        self.is_expected = False
        self._thread: threading.Thread | None = None

    def __enter__(self):
        if self._thread is None:
            self._thread = threading.Thread(
                target=self._watch, name="kerasish watchdog", daemon=True
            )
            self._thread.start()
        self._since = time.monotonic()
        return self

    def __exit__(self, *_):
        self._last = time.monotonic()
        self.seconds += self._last - self._since
        self.count += 1
        self._since = None

    def _watch(self) -> None:
        while True:
            timeout = self._timeout()
            time.sleep(min(1.0, timeout / 4))
            now, since = time.monotonic(), self._since
            if since is not None and now - since > timeout:
                self._give_up(timeout)
                return os._exit(1)
            if since is None and self.is_expected and now - self._last > 1.5 * timeout:
                self.say(f"nothing happens here for {1.5 * timeout:g} s; it ends")
                return os._exit(1)

    @staticmethod
    def say(text: str) -> None:
        """Writes to the standard error, with what all threads do."""
        os.write(2, f"{text}\n".encode())
        if sys.stderr is not None:
            faulthandler.dump_traceback(2)
