"""Looking into a file of any kind: what it is, what is in it, what is odd."""

from __future__ import annotations

import os
import re
from pathlib import Path

from kerasish.base.errors import FileError, fail
from kerasish.saving.files.archive_reader import (
    ASSETS,
    CONFIG,
    METADATA,
    WEIGHTS,
    ArchiveReader,
)
from kerasish.saving.files.h5_reader import SIGNATURE, H5Reader
from kerasish.saving.inspection.file_inspection import FileInspection
from kerasish.saving.inspection.h5_inspection import (
    inspect_h5,
    look_into,
    note_training,
)
from kerasish.saving.intact import Using
from kerasish.saving.reports.printable import printable

#: first bytes of files that are no files of Keras, and what to do
_OTHERS = (
    (b"\x80\x02", "a pickle, which is never loaded: it can run any code"),
    (b"\x80\x03", "a pickle, which is never loaded: it can run any code"),
    (b"\x80\x04", "a pickle, which is never loaded: it can run any code"),
    (b"\x80\x05", "a pickle, which is never loaded: it can run any code"),
    (b"\x93NUMPY", "one array of numpy: numpy.load reads it"),
    (b"\x1f\x8b", "packed by gzip: unpack it first"),
    (b"version https://git-lfs", "a pointer of git-lfs: fetch the file itself"),
    (b"<", "a web page, not the file: the download went wrong"),
)


def inspect(filepath) -> FileInspection:
    """What a file holds: architecture, weights, versions, and what is suspicious.

    Nothing is built, nothing from the file is run, and no array is read. What is
    damaged is told, and what is left is shown.

    Args:
        filepath: an ``.h5`` file, a ``.weights.h5`` file, or a ``.keras`` archive.

    Returns:
        The findings; as text they are a page for people, `to_json` is for programs.

    Raises:
        FileError: there is no such file.

    Example:
        >>> import os, tempfile
        >>> import kerasish
        >>> model = kerasish.Sequential([kerasish.Input((3,)),
        ...                              kerasish.layers.Dense(2, name="head")])
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = os.path.join(folder, "model.keras")
        ...     model.save(path)
        ...     found = kerasish.saving.inspect(path)
        >>> found.model_class, found.parameters, found.problems, found.suspicious
        ('Sequential', 8, [], [])
        >>> [(layer.name, layer.output_shape) for layer in found.layers]
        [('input_layer', (None, 3)), ('head', (None, 2))]
    """
    path = Path(filepath)
    found = FileInspection(str(path))
    if not path.exists():
        fail(f"{str(path)!r}: there is no such file", None, "check the path", FileError)
    if path.is_dir():
        _inspect_folder(found, path)
        return found
    with found.going_on(), Using(path):
        _inspect_file(found, path)
    return found


def _inspect_file(found: FileInspection, path: Path) -> None:
    if not path.is_file():
        found.note_problem("this is no file")
        return
    found.size = os.path.getsize(path)
    with open(path, "rb") as file:
        start = file.read(64)
    if start.startswith(b"PK") or path.suffix == ".keras":
        found.container = "archive"
        with ArchiveReader(path, verify=False) as archive:
            inspect_archive(found, archive)
    elif start.startswith(SIGNATURE):
        found.container = "hdf5"
        with H5Reader(path, verify=False) as reader:
            inspect_h5(found, reader)
    else:
        found.note_problem(_what_else(start, found.size))


def _what_else(start: bytes, size: int) -> str:
    if not size:
        return "the file is empty"
    for head, text in _OTHERS:
        if start.lstrip().startswith(head) or start.startswith(head):
            return f"this is {text}"
    if start[4:8] == b"TFL3":
        return "this is a model of TensorFlow Lite, which is not read"
    return "this is neither an HDF5 file nor a .keras archive"


def _inspect_folder(found: FileInspection, path: Path) -> None:
    found.container = "folder"
    if (path / "saved_model.pb").exists():
        found.note_problem(
            "this is a SavedModel of TensorFlow, whose graph is not read: open it "
            "with TensorFlow and save the model as .h5"
        )
        return
    with found.going_on(), Using(path), ArchiveReader(path, verify=False) as archive:
        found.size = sum((path / n).stat().st_size for n in archive.names())
        inspect_archive(found, archive)


def inspect_archive(found: FileInspection, archive: ArchiveReader) -> None:
    """Looks into an open archive; each member that fails is noted, others go on."""
    metadata = record = None
    with found.going_on():
        metadata = archive.json(METADATA)
    if isinstance(metadata, dict):
        version = metadata.get("keras_version")
        found.keras_version = None if version is None else str(version)
    with found.going_on():
        record = archive.json(CONFIG)
    with found.going_on(), archive.weights() as reader:
        look_into(found, reader, record)
    if isinstance(record, dict):
        if not found.layers:
            _architecture_alone(found, record)
        note_training(found, record.get("compile_config"))
    _note_members(found, archive.names())


def _architecture_alone(found: FileInspection, record) -> None:
    """The layers, where weights are missing or damaged."""
    from kerasish.saving.inspection.architecture import layers_of, model_names
    from kerasish.saving.inspection.config_suspicions import look_at_config

    found.model_class, found.model_name = model_names(record)
    found.layers = [layer for layer, _ in layers_of(record)]
    look_at_config(found, record, found.keras_version)


def _note_members(found: FileInspection, names: list[str]) -> None:
    """Members that are not Keras', lead out of the archive, or hold code."""
    known = {METADATA, CONFIG, WEIGHTS, "model.weights.npz"}
    for name in names:
        shown = repr(printable(name))
        if re.search(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|:|\\", name):
            found.note_suspicious(f"member {shown} leads out of the archive")
        elif name not in known and not name.startswith(f"{ASSETS}/"):
            found.note_suspicious(f"member {shown} is none that Keras writes")
        elif re.search(r"\.(py|pyc|so|dll|exe|sh|pkl|pickle)$", name, re.IGNORECASE):
            found.note_suspicious(f"member {shown} holds code; it is never run")
        if name.endswith("data.pkl"):
            found.note_problem("this is a model of PyTorch, which is not read")
