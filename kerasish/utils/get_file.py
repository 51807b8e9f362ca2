"""Files from the network, kept in a folder."""

from __future__ import annotations

import hashlib
import os
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import warnings
from pathlib import Path

from kerasish.base.errors import FileError, fail
from kerasish.base.keras_home import keras_home
from kerasish.utils.archives import unpack
from kerasish.utils.printing import print_message
from kerasish.utils.progbar import Progbar

_BLOCK = 1 << 16
_SCHEMES = ("http", "https", "file")


def get_file(
    fname=None,
    origin=None,
    untar=False,
    md5_hash=None,
    file_hash=None,
    cache_subdir="datasets",
    hash_algorithm="auto",
    extract=False,
    archive_format="auto",
    cache_dir=None,
    force_download=False,
):
    """The path of a file that is downloaded the first time and kept.

    Args:
        fname: name of the kept file; that of the origin when None. For archives, also
            the name of the folder.
        origin: address: http://, https:// or file://.
        untar: the same as extract, for tar files.
        md5_hash: the same as file_hash, by md5.
        file_hash: hexadecimal digest of the file; a file with another one is not used.
        cache_subdir: folder inside cache_dir.
        hash_algorithm: "sha256", "md5", or "auto": by the length of file_hash.
        extract: whether it is unpacked.
        archive_format: "tar", "zip", a list of them, or "auto".
        cache_dir: ``$KERAS_HOME`` or ``~/.keras`` when None.
        force_download: whether a kept file is replaced.

    Returns:
        The path of the file; of the folder, if it is unpacked.

    Raises:
        ArgumentError: no origin, or a name with slashes.
        FileError: it cannot be had, or has another digest.

    Example:
        >>> import pathlib, tempfile
        >>> from kerasish import utils
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     source = pathlib.Path(folder, "words.txt")
        ...     _ = source.write_text("one two")
        ...     kept = utils.get_file("kept.txt", source.as_uri(), cache_dir=folder)
        ...     pathlib.Path(kept).read_text()
        Downloading data from ...
        'one two'
    """
    name = _file_name(fname, origin)
    if md5_hash is not None and file_hash is None:
        file_hash, hash_algorithm = md5_hash, "md5"
    base = Path(keras_home() if cache_dir is None else cache_dir).expanduser()
    folder = base / cache_subdir
    unpacks = extract or untar
    target, unpacked = _places(folder, name, fname is not None, unpacks)
    folder.mkdir(parents=True, exist_ok=True)
    if force_download or not _is_kept(target, file_hash, hash_algorithm):
        print_message(f"Downloading data from {origin}")
        _download(origin, target, file_hash, hash_algorithm)
    if not unpacks:
        return str(target)
    if not unpack(target, unpacked, "tar" if untar else archive_format):
        warnings.warn(f"{str(target)!r} is no archive that is known", stacklevel=2)
    return str(unpacked)


def _file_name(fname, origin) -> str:
    if origin is None:
        fail("get_file: origin is missing", None, "pass the address of the file")
    scheme = urllib.parse.urlsplit(origin).scheme
    if scheme not in _SCHEMES:
        fail(
            "get_file: origin must be an address",
            {"origin": repr(origin)},
            f"it begins with {', '.join(f'{s}://' for s in _SCHEMES)}",
        )
    name = os.path.basename(urllib.parse.urlsplit(origin).path)
    name = urllib.parse.unquote(name) if fname is None else os.fspath(fname)
    if not name or "/" in name or os.sep in name or name in (".", ".."):
        fail(
            "get_file: fname must be a name without slashes",
            {"fname": repr(name), "origin": origin},
            "the folder is cache_dir and cache_subdir",
        )
    return name


def _places(folder: Path, name: str, named: bool, extract: bool):
    """Where the file is kept, and the folder that it is unpacked to."""
    if not extract:
        return folder / name, None
    if named and "." in name:
        return folder / name, folder / f"{name[: name.find('.')]}_extracted"
    return folder / f"{name}_archive", folder / name


def _is_kept(path: Path, digest, algorithm) -> bool:
    if not path.exists():
        return False
    if digest is None or _digest(path, digest, algorithm) == digest:
        return True
    print_message(f"{path} has another {algorithm} digest and is downloaded again")
    return False


def _digest(path: Path, digest: str, algorithm: str) -> str:
    if algorithm in ("auto", None):
        algorithm = "sha256" if len(digest) == 64 else "md5"
    found = hashlib.new(algorithm, usedforsecurity=False)
    with open(path, "rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def _download(origin: str, target: Path, digest, algorithm) -> None:
    """Into a file beside, which takes the place of the target when it is whole."""
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    part = Path(temporary)
    try:
        with os.fdopen(handle, "wb") as out:
            _copy(origin, out)
        if digest is not None and _digest(part, digest, algorithm) != digest:
            fail(
                f"get_file: {origin} is not the file that was expected",
                {"expected": digest, "got": _digest(part, digest, algorithm)},
                "it is damaged, or another version",
                FileError,
            )
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def _copy(origin: str, out) -> None:
    try:
        with urllib.request.urlopen(origin, timeout=60) as source:
            size = source.headers.get("Content-Length")
            bar = Progbar(None if size is None else int(size), unit_name="byte")
            done = 0
            while block := source.read(_BLOCK):
                out.write(block)
                done += len(block)
                if origin.startswith("http"):
                    bar.update(done, finalize=size is not None and done >= int(size))
    except (urllib.error.URLError, OSError) as error:
        raise FileError(
            f"get_file: {origin} cannot be downloaded: {error}. Put the file into the "
            "cache folder yourself, if there is no network"
        ) from error
