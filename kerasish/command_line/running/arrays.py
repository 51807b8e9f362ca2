"""Arrays in ``.npy`` and ``.npz`` files: read without pickle, written whole."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np

import graph
from kerasish.base.errors import FileError, fail
from kerasish.saving.files.atomic_write import atomic_file

ENDINGS = (".npy", ".npz")


def require_ending(path, what: str) -> None:
    """Fails unless the name of a file is that of arrays."""
    if Path(path).suffix not in ENDINGS:
        fail(
            f"{what}: the name must end in .npy, or in .npz for several arrays",
            {"file": str(path)},
        )


def read_arrays(path) -> np.ndarray | dict[str, np.ndarray]:
    """The array of an ``.npy`` file, or those of an ``.npz`` file by name.

    Raises:
        FileError: there is no such file, or it is damaged or holds Python objects.
    """
    require_ending(path, "input")
    if not Path(path).is_file():
        fail(f"{str(path)!r}: there is no such file", error=FileError)
    try:
        # opened here: numpy leaves what is no archive open
        with open(path, "rb") as file:
            found = np.load(file, allow_pickle=False)
            if isinstance(found, np.ndarray):
                return found
            return {name: found[name] for name in found.files}
    except (ValueError, EOFError, zipfile.BadZipFile) as error:
        # for what is no array at all numpy speaks of pickles, too
        objects = str(error).startswith("Object arrays")
        fail(
            f"{str(path)!r}: "
            + ("it holds Python objects" if objects else "these are no arrays"),
            hint="save numbers or text, with numpy.save or numpy.savez",
            error=FileError,
        )


def inputs_of(arrays, names: list[str]):
    """Arrays as a model takes them: one, a list in order, or a dict by names.

    Args:
        arrays: what `read_arrays` gave.
        names: of the inputs of the model; none if they are not known.
    """
    if isinstance(arrays, np.ndarray):
        return arrays
    numbered = [f"arr_{i}" for i in range(len(arrays))]
    if len(arrays) == 1 and len(names) < 2:
        return next(iter(arrays.values()))
    if sorted(arrays) == sorted(numbered) and not set(numbered) & set(names):
        return [arrays[name] for name in numbered]  # numpy.savez(file, x, y)
    return arrays


def write_arrays(path, results, names: list[str]) -> str:
    """Writes what a model predicted; returns its dtypes and shapes.

    Args:
        path: ends in ``.npy`` for one output, in ``.npz`` for any number.
        results: an array or a nesting of them.
        names: of the outputs.

    Raises:
        ArgumentError: several outputs and ``.npy``.
    """
    arrays = [np.asarray(a) for a in graph.flatten(results)]
    if Path(path).suffix == ".npy" and len(arrays) != 1:
        fail(
            f"the model has {len(arrays)} outputs, and an .npy file holds one",
            {"outputs": names, "file": str(path)},
            "name the file *.npz",
        )
    if len(names) != len(arrays) or len(set(names)) != len(names):
        names = [f"output_{i}" for i in range(len(arrays))]
    with atomic_file(path) as temporary, open(temporary, "wb") as file:
        if Path(path).suffix == ".npy":
            np.save(file, arrays[0], allow_pickle=False)
        else:
            np.savez(file, **dict(zip(names, arrays)))
    shown = [f"{a.dtype}{list(a.shape)}" for a in arrays]
    if len(arrays) == 1:
        return shown[0]
    return ", ".join(f"{name} {kind}" for name, kind in zip(names, shown))
