"""The formats in which models leave, by name or by the ending of the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kerasish.base.errors import ArgumentError, UnsupportedError, fail
from kerasish.exporting.onnx_file import write_onnx
from kerasish.exporting.traced_model import trace_model
from kerasish.saving.files.atomic_write import atomic_file

#: by name: ``write(traced, name of the model, path, **options)``
FORMATS: dict[str, Callable[..., None]] = {"onnx": write_onnx}
#: formats of Keras that need the program that they are of
ELSEWHERE = ("tf_saved_model", "litert", "openvino", "torch")


def export_model(model, filepath, format=None, input_signature=None, **options):
    """Writes what a model predicts to a file; see `kerasish.Model.export`."""
    path = Path(filepath)
    name = path.suffix.lstrip(".") if format is None else format
    if name not in FORMATS:
        known = ", ".join(map(repr, FORMATS))
        save = "model.save('model.keras') and export that with Keras"
        fail(
            f"export: there is no format {name!r}",
            {"filepath": str(filepath), "format": repr(format)},
            save if name in ELSEWHERE else f"one of {known}, by name or as the ending",
            UnsupportedError if name in ELSEWHERE else ArgumentError,
        )
    traced = trace_model(model, input_signature)
    with atomic_file(path) as temporary:
        FORMATS[name](traced, model.name, temporary, **options)
