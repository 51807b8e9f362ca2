"""Files of models written anew in another form, and compared before they count."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kerasish.base.errors import FileError, fail
from kerasish.base.serialization import custom_object_scope
from kerasish.saving.files.atomic_write import atomic_file
from kerasish.saving.files.h5_reader import require_file
from kerasish.saving.loading import load_model, load_weights, model_from_json
from kerasish.saving.probe_inputs import Unknown, outputs_on_random_inputs
from kerasish.saving.reports.printable import printable
from kerasish.saving.writing import require_free, save_model, save_weights

#: the largest difference of outputs, by the largest output
TOLERANCE = 1e-5
WEIGHTS = (".weights.h5",)
MODELS = (".keras", ".h5", ".hdf5")


@dataclass(frozen=True)
class Conversion:
    """What was written, and how it was compared.

    Attributes:
        source, target: paths.
        verified: whether both predict the same on a random input.
        detail: the largest difference, or why it was not compared.
    """

    source: str
    target: str
    verified: bool
    detail: str

    def __str__(self) -> str:
        paths = (printable(path, 200) for path in (self.source, self.target))
        state = "verified" if self.verified else "not verified"
        return f"{' -> '.join(paths)}: {state}, {self.detail}"


def convert(
    source, target, overwrite=False, custom_objects=None, architecture=None
) -> Conversion:
    """Writes a model in another form: the ending of the target says which.

    The target is read again before it takes its place, and must predict what the
    source predicts on a random input. Where the source has compile arguments and the
    state of an optimizer, the target has them too.

    Args:
        source: a whole model that any Keras wrote; with an architecture, also weights.
        target: ends in ".keras", ".h5" or ".hdf5" for a whole model, in ".weights.h5"
            for its weights.
        overwrite: whether an existing target is replaced.
        custom_objects: your own classes and functions by the names in the file.
        architecture: path of the JSON text that `Model.to_json` gave, where the source
            holds weights alone.

    Returns:
        Whether the two were compared, and how.

    Raises:
        ArgumentError: the target exists, or has another ending.
        FileError: the source cannot be read, or the target predicts something else;
            the target is not written then.
        ConfigError: a class of the file is not known.

    Example:
        >>> import os, tempfile
        >>> import kerasish
        >>> model = kerasish.Sequential([kerasish.Input((3,)),
        ...                              kerasish.layers.Dense(2)])
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     old, new = (os.path.join(folder, n) for n in ("old.h5", "new.keras"))
        ...     model.save(old)
        ...     kerasish.saving.convert(old, new).verified
        True
    """
    source, target = Path(source), Path(target)
    if not target.name.endswith((*MODELS, *WEIGHTS)):
        fail(
            "convert: the target must end in .keras, .h5, .hdf5 or .weights.h5",
            {"target": str(target)},
        )
    require_free(target, overwrite)
    with custom_object_scope({} if custom_objects is None else custom_objects):
        model = _opened(source, architecture)
        with tempfile.TemporaryDirectory() as folder:
            written = Path(folder, target.name)
            _write(model, written)
            verified, detail = _compared(model, written)
            with atomic_file(target) as temporary:
                shutil.copyfile(written, temporary)
    return Conversion(str(source), str(target), verified, detail)


def _opened(source: Path, architecture):
    if architecture is None:
        return load_model(source)
    require_file(architecture)
    model = model_from_json(Path(architecture).read_text("utf-8"))
    load_weights(model, source)
    return model


def _write(model, path: Path) -> None:
    if path.name.endswith(WEIGHTS):
        save_weights(model, path)
    else:
        save_model(model, path)


def _read_again(model, path: Path):
    if not path.name.endswith(WEIGHTS):
        return load_model(path)
    again = model_from_json(model.to_json())
    if model.optimizer is not None:
        again.compile_from_config(model.get_compile_config())
    load_weights(again, path)
    return again


def _compared(model, path: Path) -> tuple[bool, str]:
    """Whether the file predicts as the model, or why that is not known."""
    try:
        before = outputs_on_random_inputs(model)
    except Unknown as reason:
        return False, str(reason)
    after = outputs_on_random_inputs(_read_again(model, path))
    difference = before.difference(after)
    if not difference <= TOLERANCE:
        fail(
            f"{path.name!r} would not predict what the source predicts",
            f"the outputs differ by {difference:.2g}",
            "nothing was written; this is an error of Kerasish: please report the file",
            FileError,
        )
    return True, f"largest difference {difference:.2g} on {before.shapes}"
