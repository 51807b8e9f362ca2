"""Pickles of arrays, lists and numbers: nothing else is made of them, and nothing run.

Some public data sets are published as pickles. This reader makes arrays of them, and
refuses whatever names another class or function.
"""

from __future__ import annotations

import pickle
import zipfile

import numpy as np

from kerasish.base.errors import FileError, fail

_MODULES = ("numpy.core.multiarray", "numpy._core.multiarray")
_ALLOWED = {
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
    **{(m, "_reconstruct"): np.empty(0).__reduce__()[0] for m in _MODULES},
}


class _PlainUnpickler(pickle.Unpickler):
    def find_class(self, module, name):
        if (module, name) == ("_codecs", "encode"):
            return _encoded
        found = _ALLOWED.get((module, name))
        if found is None:
            raise pickle.UnpicklingError(f"it names {module}.{name}")
        return found


def _encoded(text: str, encoding: str) -> bytes:
    """How pickles of protocol 2 write bytes."""
    if encoding != "latin1":
        raise pickle.UnpicklingError(f"bytes in the encoding {encoding!r}")
    return text.encode("latin1")


def load_plain(file, name: str):
    """What a pickle of plain data holds.

    Args:
        file: open for reading bytes.
        name: for messages.

    Raises:
        FileError: it is damaged, or holds something else.
    """
    try:
        return _PlainUnpickler(file, encoding="bytes").load()
    except (pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError,
            LookupError, ImportError) as error:  # fmt: skip
        fail(
            f"{name!r} is not a file of plain data",
            str(error),
            "it is damaged or hostile",
            FileError,
        )


def load_npz(path) -> dict[str, np.ndarray]:
    """The arrays of an ``.npz`` file; those of lists are read by `load_plain`."""
    arrays = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                with archive.open(member) as file:
                    arrays[member.removesuffix(".npy")] = _load_npy(file, member)
    except (zipfile.BadZipFile, ValueError, KeyError) as error:
        if isinstance(error, FileError):
            raise
        fail(f"{str(path)!r} is not an .npz file", str(error), error=FileError)
    return arrays


def _load_npy(file, name: str) -> np.ndarray:
    version = np.lib.format.read_magic(file)
    read = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }[version]
    shape, by_columns, dtype = read(file)
    if dtype.hasobject:
        return np.asarray(load_plain(file, name)).reshape(shape)
    data = np.frombuffer(file.read(), dtype)
    return data.reshape(shape, order="F" if by_columns else "C")
