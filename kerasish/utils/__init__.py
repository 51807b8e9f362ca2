"""Small tools: progress bars, preparing data, seeds, the registry of custom objects."""

import importlib as _importlib

#: public names, by the module that each comes from; imported at first use
_HOMES = {
    "Progbar": "kerasish.utils.progbar",
    "to_categorical": "kerasish.utils.categories",
    "FeatureSpace": "kerasish.layers.preprocessing.feature_space.feature_space",
    "normalize": "kerasish.utils.vector_norms",
    "pack_x_y_sample_weight": "kerasish.data.packing",
    "unpack_x_y_sample_weight": "kerasish.data.packing",
    "pad_sequences": "kerasish.utils.sequences",
    "array_to_img": "kerasish.utils.image_arrays",
    "img_to_array": "kerasish.utils.image_arrays",
    "load_img": "kerasish.utils.image_files",
    "save_img": "kerasish.utils.image_files",
    "clear_session": "kerasish.utils.session",
    "enable_interactive_logging": "kerasish.utils.printing",
    "disable_interactive_logging": "kerasish.utils.printing",
    "is_interactive_logging_enabled": "kerasish.utils.printing",
    "set_random_seed": "kerasish.base.random_seed",
    "is_keras_tensor": "kerasish.base.keras_tensor",
    "standardize_dtype": "kerasish.base.settings",
    "custom_object_scope": "kerasish.base.serialization",
    "register_keras_serializable": "kerasish.base.serialization",
    "get_custom_objects": "kerasish.base.serialization",
    "get_registered_name": "kerasish.base.serialization",
    "get_registered_object": "kerasish.base.serialization",
    "serialize_keras_object": "kerasish.base.serialization",
    "deserialize_keras_object": "kerasish.base.serialization",
}
_ALIASES = {"CustomObjectScope": "custom_object_scope"}

_PACKAGES = ("bounding_boxes",)


def __getattr__(name):
    if name in _PACKAGES:
        return _importlib.import_module(f"kerasish.utils.{name}")
    home = _HOMES.get(_ALIASES.get(name, name))
    if home is None:
        raise AttributeError(f"kerasish.utils has no {name!r}")
    value = getattr(_importlib.import_module(home), _ALIASES.get(name, name))
    globals()[name] = value
    return value


def __dir__():
    return sorted({*_HOMES, *_ALIASES, *_PACKAGES})
