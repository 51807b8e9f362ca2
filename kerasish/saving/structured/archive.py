"""Whole models as ``.keras`` archives: config, weights, assets, and who wrote them."""

from __future__ import annotations

import datetime
import io
import json
import os
import tempfile
import warnings
import zipfile
import zlib
from pathlib import Path

from kerasish.base.object_sharing import sharing_objects
from kerasish.base.serialization import serialize_keras_object
from kerasish.saving.files.archive_reader import (
    ASSETS,
    CONFIG,
    DIGEST,
    METADATA,
    WEIGHTS,
    ArchiveReader,
)
from kerasish.saving.files.atomic_write import atomic_file, atomic_folder
from kerasish.saving.files.keras_version import WRITTEN_VERSION
from kerasish.saving.files.leftovers import temporary_prefix
from kerasish.saving.structured.state_walk import places
from kerasish.saving.structured.variables_h5 import write_variables_file
from kerasish.saving.structured.variables_loading import read_variables


def write_archive(path, model, zipped: bool = True, probe=None) -> None:
    """Writes a model so that Keras 3 opens it; atomic.

    Args:
        path: of the file, or of the folder if it is not zipped.
        model: a model.
        zipped: whether the members go into one file.
        probe: an input that is kept with what the model makes of it.

    Raises:
        FileError: the disk is full or the folder is missing; the old file stays.
    """
    if not model.built:
        warnings.warn(
            f"model {model.name!r} is saved without weights: it has not been built. "
            "Call it on data first",
            stacklevel=3,
        )
    if not zipped:
        with atomic_folder(path) as temporary:
            _write_members(temporary, model, probe)
        return
    with (
        tempfile.TemporaryDirectory(
            prefix=temporary_prefix(path), dir=_folder_of(path)
        ) as members,
        atomic_file(path, check=_readable) as temporary,
    ):
        _write_members(members, model, probe)
        _zip(members, temporary)


def _folder_of(path) -> Path | None:
    folder = Path(path).parent
    return folder if folder.is_dir() else None  # `atomic_file` says so


def archive_bytes(model) -> bytes:
    """The archive of a model, in memory."""
    stream = io.BytesIO()
    with tempfile.TemporaryDirectory() as members:
        _write_members(members, model)
        _zip(members, stream)
    return stream.getvalue()


def _write_members(folder, model, probe=None) -> None:
    folder = Path(folder)
    with sharing_objects():
        config = serialize_keras_object(model)
    now = datetime.datetime.now().strftime("%Y-%m-%d@%H:%M:%S")
    metadata = {"keras_version": WRITTEN_VERSION, "date_saved": now}
    (folder / CONFIG).write_text(json.dumps(config), "utf-8")
    write_variables_file(folder / WEIGHTS, model, probe=probe)
    for place, item in places(model):
        if hasattr(item, "save_assets"):
            own = folder.joinpath(ASSETS, *place.split("/"))
            own.mkdir(parents=True, exist_ok=True)
            item.save_assets(str(own))
    metadata[DIGEST] = _checksums(folder)
    (folder / METADATA).write_text(json.dumps(metadata), "utf-8")


def _checksums(folder) -> dict[str, int]:
    """CRC-32 of each member but the weights, which have a digest of their own."""
    files = [p for p in sorted(folder.rglob("*")) if p.is_file()]
    names = [p.relative_to(folder).as_posix() for p in files]
    return {
        name: zlib.crc32(path.read_bytes())
        for name, path in zip(names, files)
        if name != WEIGHTS
    }


def _zip(folder, target) -> None:
    """Puts the files of a folder into an archive, as they are: Keras reads them so."""
    first = [METADATA, CONFIG, WEIGHTS]
    files = [p.relative_to(folder).as_posix() for p in Path(folder).rglob("*")]
    others = sorted(name for name in files if name not in first)
    with zipfile.ZipFile(target, "w") as archive:
        for name in [*first, *others]:
            archive.write(os.path.join(folder, name), name)


def _readable(path) -> None:
    with ArchiveReader(path) as archive:
        archive.json(CONFIG)
        archive.weights().root.close()


def load_state(archive: ArchiveReader, model) -> None:
    """Sets the weights, the optimizer's state and the assets of a model."""
    with archive.weights() as reader, archive.assets() as assets:
        read_variables(reader, model)
        load_assets(assets, model)


def load_assets(folder, model) -> None:
    """Gives each object with assets the folder that it wrote."""
    for place, item in places(model) if folder is not None else ():
        own = folder.joinpath(*place.split("/"))
        if hasattr(item, "load_assets") and own.is_dir():
            item.load_assets(str(own))


def is_archive(path) -> bool:
    """Whether a path is that of an archive: by its name, its first bytes or members."""
    path = Path(path)
    if path.is_dir():
        return (path / CONFIG).is_file()
    return path.suffix == ".keras" or (path.is_file() and zipfile.is_zipfile(path))
