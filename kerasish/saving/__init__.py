"""Files: models and weights, read with care and written whole or not at all."""

import importlib as _importlib

from kerasish.base.serialization import (
    custom_object_scope,
    deserialize_keras_object,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
    serialize_keras_object,
)

#: imported when they are first asked for: models need them, and they need layers
_HOMES = {
    "convert": "conversion",
    "inspect": "inspection.inspecting",
    "flip_kernels": "upgrades.theano_kernels",
    "load_model": "loading",
    "load_weights": "loading",
    "model_from_json": "loading",
    "save_model": "writing",
    "save_weights": "writing",
    "FileInspection": "inspection.file_inspection",
    "KerasFileEditor": "file_editor",
    "latest_intact": "intact",
    "verify": "intact",
    "write_digest": "intact",
    "restore_training_state": "training_snapshot",
    "training_state": "training_snapshot",
    "LoadReport": "reports.load_report",
}
CustomObjectScope = custom_object_scope


def __getattr__(name):
    if name not in _HOMES:
        raise AttributeError(f"kerasish.saving has no {name!r}")
    return getattr(_importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__():
    return sorted({*_HOMES, *(n for n in globals() if not n.startswith("_"))})
