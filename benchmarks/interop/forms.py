"""Forms of files: how each is written, and read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """A form of file.

    Args:
        name: what the table calls it.
        ending: of the file's name.
        write: called with a model and a path.
        read: called with the module of a Keras, a function that builds the model, a
            path and custom objects; gives the model.
        whole: whether the architecture is in the file, and the optimizer.
        is_of: the Keras whose form it is, if each has one of its own under that name.
    """

    name: str
    ending: str
    write: Callable
    read: Callable
    whole: bool = False
    is_of: str | None = None


def _load_model(keras, build, path, custom):
    return keras.models.load_model(path, custom_objects=custom)


def _load_weights(keras, build, path, custom, **options):
    model = build(keras)
    model.load_weights(path, **options)
    return model


def _load_by_name(keras, build, path, custom):
    return _load_weights(keras, build, path, custom, by_name=True)


FORMS = {
    form.name: form
    for form in (
        Form("h5", ".h5", lambda m, p: m.save(p), _load_model, whole=True),
        Form("h5 weights", ".w.h5", lambda m, p: m.save_weights(p), _load_weights),
        Form(
            "h5 weights by name",
            ".n.h5",
            lambda m, p: m.save_weights(p),
            _load_by_name,
        ),
        Form(
            ".weights.h5",
            ".weights.h5",
            lambda m, p: m.save_weights(p),
            _load_weights,
            is_of="keras",
        ),
        Form(
            ".keras",
            ".keras",
            lambda m, p: m.save(p),
            _load_model,
            whole=True,
            is_of="keras",
        ),
    )
}
