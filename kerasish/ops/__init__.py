"""The functions of ``keras.ops``: on arrays they run now, on Keras tensors they become
layers of the model, inside a training step they become part of its graph."""

from kerasish.ops import namespaces as _places

_places.hide_files(__name__)
list(_places.namespaces())  # makes them attributes


def __getattr__(name):
    if name == "__all__":
        return __dir__()
    found = None if name.startswith("_") else _places.find(name)
    if found is None:
        raise AttributeError(f"kerasish.ops has no {name!r}")
    globals()[name] = found[1]
    return found[1]


def __dir__():
    return sorted(_places.flat_names())
