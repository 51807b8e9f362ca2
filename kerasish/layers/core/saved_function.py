"""Functions in the configs of layers: found by name, refused as code."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.base.errors import ConfigError, fail
from kerasish.base.serialization import get_registered_object
from kerasish.ops.namespaces import find


@internal
def read_function(saved, layer_name: str | None, custom_objects=None):
    """The function that a config names.

    Args:
        saved: a callable; a name; a dict with ``config``; or the bytecode that Keras
            saves for Python lambdas, which is never run.
        layer_name: a name under which `custom_objects` may hold the function.
        custom_objects: functions by name.

    Raises:
        ConfigError: a name that is not known, or code.
    """
    if callable(saved):
        return saved
    name = saved.get("config") if isinstance(saved, dict) else saved
    if isinstance(saved, dict) and saved.get("class_name") not in (None, "function"):
        name = None
    if not isinstance(name, str):
        name = None
    for key in (name, layer_name):
        found = None if key is None else get_registered_object(key, custom_objects)
        if callable(found):
            return found
    function = None if name is None else find(name)
    if function is not None:
        return function[1]
    _refuse(name, layer_name)


def _refuse(name, layer_name):
    way_out = (
        f"define the function and pass custom_objects={{{layer_name!r}: your_function}}"
    )
    if name is None:
        fail(
            f"layer {layer_name!r}: its function was saved as code",
            "bytecode in place of a name",
            f"code from files is never run: {way_out}",
            ConfigError,
        )
    fail(
        f"layer {layer_name!r}: function {name!r} is not known",
        None,
        f"{way_out}, or register it with kerasish.saving.register_keras_serializable",
        ConfigError,
    )
