"""What is raised where a model trains when a process that makes batches fails."""

from __future__ import annotations

import pickle
import signal
from typing import NoReturn

from kerasish.base.errors import WorkerError, fail

_MAIN_GUARD = (
    "start processes from a file, below `if __name__ == '__main__':`; what the process "
    "printed says more"
)


class WorkerTraceback(Exception):
    """The traceback of a process that makes batches, as text: the cause of an error."""

    def __str__(self) -> str:
        return f'in a worker process:\n"""\n{self.args[0]}"""'


def raise_from_worker(stage: str, text: str, pickled: bytes | None) -> NoReturn:
    """Raises what a process raised, with its traceback as the cause.

    Args:
        stage: "dataset" or "batch": what it was doing.
        text: its traceback.
        pickled: the error; None if it cannot leave the process.
    """
    cause = WorkerTraceback(text)
    error = None if pickled is None else pickle.loads(pickled)
    last = text.strip().splitlines()[-1]
    if stage == "dataset":
        raise _described(
            "the dataset cannot be made in a worker process",
            last,
            "define its class in a file that can be imported, not in a notebook or "
            "below `if`, or leave out use_multiprocessing",
        ) from cause
    if isinstance(error, (Exception, KeyboardInterrupt)):
        raise error from cause
    raise _described("a worker process cannot make its batch", last) from cause


def fail_ended(dataset, exit_code: int | None, is_ready: bool, batch) -> NoReturn:
    """Raises the error of a process that has ended before its time.

    Args:
        dataset: whose batches it made.
        exit_code: of the process, negative for a signal.
        is_ready: whether it had begun to make batches.
        batch: number of the batch that is missing.
    """
    how = f"exit code {exit_code}"
    if exit_code is not None and exit_code < 0:
        how = f"killed by {_signal_name(-exit_code)}"
    hint = "use fewer workers or smaller batches if the memory was full"
    if exit_code is None or exit_code >= 0:
        hint = "look for os._exit or a crash in __getitem__"
    fail(
        f"a worker process of {type(dataset).__name__} has ended",
        {"process": how} | ({} if batch is None else {"batch": batch}),
        hint if is_ready else _MAIN_GUARD,
        WorkerError,
    )


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _described(what: str, got: str, hint: str = "") -> WorkerError:
    try:
        fail(what, got, hint, WorkerError)
    except WorkerError as error:
        return error
