"""Writing models and weights, in the form that the name of the file asks for."""

from __future__ import annotations

from pathlib import Path

import graph
from kerasish.base.errors import fail
from kerasish.saving.classic.model_weights import write_model_weights
from kerasish.saving.classic.whole_model import write_model
from kerasish.saving.files.atomic_write import atomic_file
from kerasish.saving.files.h5_digest import write_digest
from kerasish.saving.files.h5_writer import h5_file_for_writing
from kerasish.saving.structured.archive import write_archive
from kerasish.saving.structured.variables_h5 import write_variables


def save_model(model, filepath, overwrite=True, zipped=None, **kwargs) -> None:
    """Writes a whole model: architecture, weights, optimizer and its state.

    The file is written beside and then renamed: a save that fails leaves the old file
    as it was.

    Args:
        model: a model.
        filepath: ends in ``.keras`` for the archive of Keras 3, in ``.h5`` or
            ``.hdf5`` for the older form.
        overwrite: whether an existing file is replaced.
        zipped: False for an archive that is a folder.
        include_optimizer: whether an ``.h5`` file has the arguments of compile and the
            optimizer's state; True by default.
        probe: a small input, kept with what the model makes of it: `load_model` with
            ``probe=True`` makes sure that it still does.

    Raises:
        ArgumentError: another ending, or the file exists.
        FileError: the folder is missing or the disk is full.

    Example:
        >>> import os, tempfile
        >>> import kerasish
        >>> model = kerasish.Sequential([kerasish.Input((3,)),
        ...                              kerasish.layers.Dense(2)])
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = os.path.join(folder, "model.keras")
        ...     kerasish.saving.save_model(model, path)
        ...     kerasish.saving.load_model(path).count_params()
        8
    """
    include_optimizer = kwargs.pop("include_optimizer", True)
    probe = kwargs.pop("probe", None)
    kwargs.pop("save_format", None)  # of Keras 2; the name of the file says it
    if kwargs:
        fail("save_model: unknown arguments", {"arguments": sorted(kwargs)})
    path = Path(filepath)
    if zipped is False:
        if path.suffix == ".keras":
            fail(
                "save_model: a folder cannot be called *.keras",
                {"filepath": str(filepath), "zipped": zipped},
                "leave the ending out, or zipped",
            )
    elif path.suffix not in (".keras", ".h5", ".hdf5"):
        fail(
            "save_model: the name must end in .keras, .h5 or .hdf5",
            {"filepath": str(filepath)},
            "for example 'model.keras'; zipped=False writes a folder",
        )
    require_free(path, overwrite)
    if zipped is False or path.suffix == ".keras":
        write_archive(path, model, zipped is not False, probe)
        return
    model._require_weights("save")
    write_model(path, model, include_optimizer, probe)


def save_weights(
    model, filepath, overwrite=True, max_shard_size=None, objects_to_skip=()
) -> None:
    """Writes the weights of a built model, and the state of its optimizer.

    Args:
        model: a built model.
        filepath: ``*.weights.h5`` for the layout of Keras 3, another ``*.h5`` for the
            classic one with layer names.
        overwrite: whether an existing file is replaced.
        max_shard_size: only None: weights are one file.
        objects_to_skip: layers that are left out; for ``*.weights.h5``.

    Raises:
        ArgumentError: another ending, or the file exists.
        NotBuiltError: there are no weights yet.
        FileError: the folder is missing or the disk is full.
    """
    if max_shard_size is not None:
        raise NotImplementedError(
            "weights in several files are not written; leave max_shard_size out"
        )
    path = Path(filepath)
    if path.suffix not in (".h5", ".hdf5"):
        fail(
            "save_weights: the name must end in .weights.h5 or .h5",
            {"filepath": str(filepath)},
        )
    model._require_weights("save_weights")
    require_free(path, overwrite)
    skip = () if objects_to_skip is None else objects_to_skip
    if path.name.endswith(".weights.h5"):
        write_variables(path, model, skip)
        return
    with atomic_file(path) as temporary, h5_file_for_writing(temporary) as f:
        write_model_weights(f, model)
        write_digest(f)


def require_free(path: Path, overwrite: bool) -> None:
    """Fails where a file would be replaced that must not be."""
    if path.exists() and not overwrite:
        fail(
            f"{str(path)!r} exists",
            None,
            "pass overwrite=True or another name",
            graph.ArgumentError,
        )
