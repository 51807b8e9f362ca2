"""Files: models and weights, read with care and written whole or not at all."""

import importlib

from kerasish.base.serialization import (
    custom_object_scope,
    deserialize_keras_object,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
    serialize_keras_object,
)

_LOADING = ("load_model", "model_from_json", "load_weights")
CustomObjectScope = custom_object_scope


def __getattr__(name):
    if name in _LOADING:
        return getattr(importlib.import_module("kerasish.saving.loading"), name)
    raise AttributeError(f"kerasish.saving has no {name!r}")
