"""Functions in the configs of the losses and metrics that wrap them."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.base.serialization import (
    deserialize_keras_object,
    find_function,
    get_registered_name,
    serialize_keras_object,
)


@internal
def function_config(function):
    """A function as the dict that Keras names it by; an object as its config."""
    if not hasattr(function, "__name__"):
        return serialize_keras_object(function)
    name = get_registered_name(function)
    return {
        "module": "builtins",
        "class_name": "function",
        "config": name,
        "registered_name": name,
    }


@internal
def function_from_config(config: dict, *families: str) -> dict:
    """A config with the function that its ``fn`` names, found in the families."""
    given = config.get("fn")
    if isinstance(given, str) or (
        isinstance(given, dict) and given.get("class_name") == "function"
    ):
        name = given if isinstance(given, str) else given["config"]
        given = _find(name, families)
    return deserialize_keras_object({k: v for k, v in config.items() if k != "fn"}) | (
        {} if given is None else {"fn": deserialize_keras_object(given)}
    )


def _find(name, families):
    *others, last = families
    for family_name in others:
        try:
            return find_function(name, family_name=family_name)
        except ValueError:  # not in this one
            continue
    return find_function(name, family_name=last)
