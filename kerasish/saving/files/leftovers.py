"""Temporary files beside those that are written, and what killed writers left of them.

A temporary name tells the file that is written, the machine and the process:
``.model.keras.1a2b3c4d-4711-abcdefgh``.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import time
import zlib
from pathlib import Path

#: what was not written to for so long belongs to nobody any more
SECONDS = 3600.0
#: characters of the name of the file; names of files have at most 255 bytes
_SHOWN = 100


def temporary_prefix(path) -> str:
    """How the names of temporary files begin that become ``path``."""
    return f"{_prefix(path)}{_machine():08x}-{os.getpid()}-"


def _prefix(path) -> str:
    return f".{Path(path).name[:_SHOWN]}."


def _machine() -> int:
    return zlib.crc32(socket.gethostname().encode("utf-8", "replace"))


def remove_leftovers(path) -> None:
    """Removes temporary files of ``path`` whose process is dead, or was for an hour.

    A folder that was put aside for a new one, which never took its place, is put back.

    Args:
        path: of the file or folder that will be written.
    """
    path = Path(path)
    pattern = re.compile(re.escape(_prefix(path)) + r"([0-9a-f]{8})-(\d+)-\w+")
    with contextlib.suppress(OSError), os.scandir(path.parent) as entries:
        for entry in list(entries):
            match = pattern.fullmatch(entry.name)
            if match and _is_left(entry, int(match[1], 16), int(match[2])):
                _remove(Path(entry.path), path)


def _is_left(entry, machine: int, process: int) -> bool:
    if machine == _machine() and not _is_alive(process):
        return True
    return time.time() - entry.stat().st_mtime > SECONDS


def _is_alive(process: int) -> bool:
    if os.name != "posix":  # elsewhere asking would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _remove(leftover: Path, path: Path) -> None:
    if not leftover.is_dir():
        leftover.unlink(missing_ok=True)
        return
    put_aside = leftover / "old"
    if put_aside.exists() and not path.exists():
        os.replace(put_aside, path)
    shutil.rmtree(leftover, ignore_errors=True)
