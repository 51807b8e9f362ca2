"""Machine code on disk, so that the next process need not make it again.

It is kept in ``$KERASISH_CACHE``, else in ``$XDG_CACHE_HOME/kerasish/native``, else in
``~/.cache/kerasish/native``; ``KERASISH_CACHE=off`` keeps nothing. What is damaged,
belongs to other code or cannot be written is as if it were not there.
"""

from __future__ import annotations

import functools
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graph.engines.native.target import Target

SIZE_LIMIT = 512 << 20
#: bytes that one process writes between two looks at the size of all
_BYTES_BETWEEN_LOOKS = 32 << 20
_FORMAT = b"kerasish code 1\n"
_DIGEST_BYTES = 32
_SUFFIXES = (".code", ".new")


def code_key(*parts: Any, target: Target) -> bytes:
    """A key of code: what it was made of, by whom, for what processor.

    Args:
        *parts: values whose repr tells all about them.
    """
    text = repr(parts)
    if " at 0x" in text:
        at = text.index(" at 0x")
        what = text[max(0, at - 200) : at + 40]
        raise ValueError(f"an object in the key has no repr of its own: ...{what}...")
    return _digest(_generator(), repr(tuple(target)).encode(), text.encode())


def load(key: bytes) -> bytes | None:
    """What was stored under a key."""
    folder = _folder()
    if folder is None:
        return None
    try:
        _require_own(folder)
        content = (folder / _name(key)).read_bytes()
        os.utime(folder / _name(key))  # used now: the oldest are removed first
    except OSError:
        return None
    start = len(_FORMAT) + _DIGEST_BYTES
    data = content[start:]
    return data if content[:start] == _FORMAT + _digest(key, data) else None


def store(key: bytes, data: bytes) -> None:
    """Keeps data under a key, for any process of this user."""
    folder = _folder()
    if folder is None:
        return
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _require_own(folder)
        _write(folder, _name(key), _FORMAT + _digest(key, data) + data)
        _prune_sometimes(folder, len(data))
    except OSError:
        return


def _folder() -> Path | None:
    named = os.environ.get("KERASISH_CACHE", "")
    if named == "off":
        return None
    if named:
        return Path(named)
    home = os.environ.get("XDG_CACHE_HOME", "")
    try:
        base = Path(home) if home else Path.home() / ".cache"
    except RuntimeError:  # nobody's home is known
        return None
    return base / "kerasish" / "native"


def _require_own(folder: Path) -> None:
    """Code is run as it is found: nobody else may be able to put it there."""
    if not hasattr(os, "geteuid"):
        return
    about = folder.stat()
    if about.st_uid not in (os.geteuid(), 0) or about.st_mode & stat.S_IWOTH:
        raise PermissionError(f"others may write to {folder}")


def _name(key: bytes) -> str:
    return key.hex() + _SUFFIXES[0]


def _digest(*parts: bytes) -> bytes:
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for part in parts:
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return digest.digest()


def _write(folder: Path, name: str, content: bytes) -> None:
    """A reader sees the whole file or none, whoever else writes it."""
    handle, temporary = tempfile.mkstemp(suffix=_SUFFIXES[1], dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(temporary, folder / name)
    except OSError:
        os.unlink(temporary)
        raise


_written_since_look = _BYTES_BETWEEN_LOOKS  # the first look comes with the first write


def _prune_sometimes(folder: Path, written: int) -> None:
    global _written_since_look
    _written_since_look += written
    if _written_since_look >= _BYTES_BETWEEN_LOOKS:
        _written_since_look = 0
        prune(folder, SIZE_LIMIT)


def prune(folder: Path, limit: int) -> None:
    """Removes what was not used for the longest time, down to a size."""
    with os.scandir(folder) as found:
        files = [(f.stat(), f.path) for f in found if f.name.endswith(_SUFFIXES)]
    total = sum(about.st_size for about, _ in files)
    for about, path in sorted(files, key=lambda file: file[0].st_mtime_ns):
        if total <= limit:
            return
        Path(path).unlink(missing_ok=True)
        total -= about.st_size


@functools.cache
def _generator() -> bytes:
    """What makes the code: LLVM, and the sources of the generators."""
    import llvmlite
    import llvmlite.binding as llvm

    versions = f"{llvmlite.__version__} {llvm.llvm_version_info}".encode()
    native = os.path.dirname(os.path.abspath(__file__))
    ops = os.path.join(native, os.pardir, os.pardir, "ops")
    sources = [part for folder in (native, ops) for part in _sources(folder)]
    if not sources:  # within an archive: another version would look the same
        return os.urandom(_DIGEST_BYTES)
    return _digest(versions, *sources)


def _sources(folder: str) -> Iterator[bytes]:
    """Names and contents of the Python files in a folder, always in the same order."""
    for path, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.endswith(".py"):
                file = os.path.join(path, name)
                yield file[len(folder) :].encode()
                with open(file, "rb") as content:
                    yield content.read()
