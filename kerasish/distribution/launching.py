"""The command that starts a script on several ranks, and what it leaves behind."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import sys
import time
from pathlib import Path

from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.extras import MissingExtraError
from kerasish.distribution.ending import COMPLETION
from kerasish.distribution.world import WORLD_SIZE

#: how many threads a process takes, for us and for libraries of linear algebra
_THREADS = ("KERASISH_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
#: where processes of a machine share memory, and what MPI implementations call theirs
_SHARED = Path("/dev/shm")
#: seconds in which a job that begins may not have opened what it made
_MOMENT = 10.0
_NAMES = ("mpich", "ucx_shm", "sm_segment", "vader_segment")


@internal
def find_mpiexec(command: str | None = None) -> list[str]:
    """The launcher: the command, or ``mpiexec`` beside the interpreter or on the path.

    Raises:
        MissingExtraError: there is none.
    """
    if command is not None:
        return shlex.split(command)
    beside = Path(sys.executable).with_name("mpiexec")
    found = str(beside) if beside.exists() else shutil.which("mpiexec")
    if found is None:
        fail(
            "kerasish.run needs mpiexec, which is not installed",
            hint='install the extra "mpi-local": pip install "kerasish[mpi-local]"',
            error=MissingExtraError,
        )
    return [found]


@internal
def rank_environment(ranks: int, completion: Path) -> dict[str, str]:
    """The environment of the ranks: what they find, and their part of the cores.

    Args:
        ranks: how many run on this machine.
        completion: the file that says that all came to the end.
    """
    cores = len(os.sched_getaffinity(0))
    threads = str(max(1, cores // ranks))
    environment = {name: os.environ.get(name, threads) for name in _THREADS}
    environment |= {WORLD_SIZE: str(ranks), COMPLETION: str(completion)}
    return os.environ | environment


@internal
def shared_memory() -> set[Path]:
    """Files in shared memory that MPI jobs of this user have made."""
    if not _SHARED.is_dir():
        return set()
    found = (p for p in _SHARED.iterdir() if p.name.startswith(_NAMES))
    return {p for p in found if _owner(p) == os.getuid()}


def _owner(path: Path) -> int | None:
    try:
        return path.stat().st_uid
    except FileNotFoundError:
        return None


@internal
def remove_leftovers(before: set[Path]) -> None:
    """Removes shared memory that a job that has ended did not give back.

    Another job may have made some meanwhile: what a process has open stays, and so does
    what was made a moment ago.

    Args:
        before: what was there when the job began.
    """
    new = shared_memory() - before
    used = _opened_names() if new else set()
    for path in new:
        with contextlib.suppress(FileNotFoundError):
            age = time.time() - path.stat().st_mtime
            if path.name not in used and age > _MOMENT:
                path.unlink()


def _opened_names() -> set[str]:
    """Names of files in shared memory that processes have mapped or open.

    What is open is looked at first: a file that is being mapped may be closed then.
    """
    names: set[str] = set()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has ended, or is another user's
            for link in process.joinpath("fd").iterdir():
                with contextlib.suppress(FileNotFoundError):  # closed meanwhile
                    names.add(os.path.basename(os.readlink(link)))
            for line in process.joinpath("maps").read_text().splitlines():
                if f"{_SHARED}/" in line:
                    names.add(line.removesuffix(" (deleted)").rpartition("/")[2])
    return names
