"""The formats in which models leave, by name or by the ending of the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from kerasish.base.errors import ArgumentError, UnsupportedError, fail
from kerasish.exporting.c_file import write_c
from kerasish.exporting.onnx_file import write_onnx
from kerasish.exporting.traced_model import trace_model
from kerasish.saving.files.atomic_write import atomic_file


class Format(NamedTuple):
    """``write(traced, name of the model, path, **options)``, and how many rows a call
    takes; None for any number."""

    write: Callable[..., None]
    batch_size: int | None = None


FORMATS: dict[str, Format] = {"onnx": Format(write_onnx), "c": Format(write_c, 1)}
#: formats of Keras that need the program that they are of
ELSEWHERE = ("tf_saved_model", "litert", "openvino", "torch")


def export_model(model, filepath, format=None, input_signature=None, **options):
    """Writes what a model predicts to a file; see `kerasish.Model.export`."""
    path = Path(filepath)
    # a folder is what Keras writes where no format is said
    by_ending = path.suffix.lstrip(".") or ELSEWHERE[0]
    name = by_ending if format is None else format
    if name not in FORMATS:
        known = ", ".join(map(repr, FORMATS))
        save = "model.save('model.keras') and export that with Keras"
        fail(
            f"export: there is no format {name!r}",
            {"filepath": str(filepath), "format": repr(format)},
            save if name in ELSEWHERE else f"one of {known}, by name or as the ending",
            UnsupportedError if name in ELSEWHERE else ArgumentError,
        )
    chosen = FORMATS[name]
    batch_size = options.pop("batch_size", chosen.batch_size)
    traced = trace_model(model, input_signature, batch_size)
    with atomic_file(path) as temporary:
        chosen.write(traced, model.name, temporary, **options)
