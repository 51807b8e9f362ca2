"""The end of a script on many ranks: all end together, or all are told why not."""

from __future__ import annotations

import atexit
import os
import sys
import traceback
from pathlib import Path

from kerasish.base.discovery import internal
from kerasish.distribution.communicator import Communicator
from kerasish.distribution.remote_error import RemoteError

#: names the file that rank 0 writes when all ranks have come to the end of the script
COMPLETION = "KERASISH_COMPLETION"
#: seconds for which a rank that has failed waits until all others know
GRACE = 30.0


@internal
class Ending:
    """What happens when the script of this rank ends.

    An error that nobody caught is told to the other ranks, which would wait for this
    one for ever. At the end of a script that has not failed all ranks meet: one that
    ends early is an error of all.

    Args:
        communicator: of all ranks.
    """

    def __init__(self, communicator: Communicator):
        self.communicator = communicator
        self.has_failed = False
        self._previous = sys.excepthook

    def install(self) -> None:
        """From now on the end of the script is seen."""
        sys.excepthook = self._on_error
        atexit.register(self._on_exit)

    def _on_error(self, kind, error, trace) -> None:
        self._previous(kind, error, trace)
        self.has_failed = True
        text = "".join(traceback.format_exception(kind, error, trace))
        self._shorten_waits()
        self.communicator.tell(error, text)

    def _shorten_waits(self) -> None:
        self.communicator.timeout = min(self.communicator.timeout, GRACE)

    def _on_exit(self) -> None:
        communicator = self.communicator
        communicator.limit_end()
        if self.has_failed or communicator.has_failed:
            return
        try:
            communicator.barrier("the end of the script")
            communicator.limit_end()
        except RemoteError as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            sys.stdout.flush()
            self._shorten_waits()
            communicator.leave()
            os._exit(1)
        path = os.environ.get(COMPLETION)
        if path is not None and communicator.is_used and communicator.rank == 0:
            Path(path).write_text(f"{communicator.size}\n")
