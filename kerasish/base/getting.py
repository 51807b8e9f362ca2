"""The ``get`` of every family: a name, a config, a class or an object to an object."""

from __future__ import annotations

import inspect
from typing import Any

from kerasish.base.discovery import Family
from kerasish.base.errors import fail
from kerasish.base.naming import snake_case
from kerasish.base.serialization import (
    deserialize_keras_object,
    get_registered_object,
)


def get_object(family: Family, identifier: Any, kind: type) -> Any:
    """An object of a family.

    Args:
        family: where names are looked for.
        identifier: None; an object or callable; a class; a name in CamelCase or
            snake_case; or a config dict.
        kind: base class of the family.

    Raises:
        ArgumentError: an unknown name, with the known ones in the hint.
    """
    if identifier is None or isinstance(identifier, kind):
        return identifier
    if isinstance(identifier, dict):
        return deserialize_keras_object(identifier, family_name=family.name)
    if inspect.isclass(identifier):
        return identifier()
    if isinstance(identifier, str):
        found = get_registered_object(identifier)
        if found is None:
            found = find_by_name(family, identifier)
        return found() if inspect.isclass(found) else found
    if callable(identifier):
        return identifier
    fail(
        f"{family.name}.get: cannot make an object of this",
        f"{type(identifier).__name__}: {identifier!r}",
        "pass a name, an object, a class or a config",
    )


def find_by_name(family: Family, name: str) -> Any:
    """The class or function of a name, in CamelCase or snake_case."""
    found = family.find(name)
    if found is None:
        for known, item in family.everything().items():
            if snake_case(known) == name.lower() or known.lower() == name.lower():
                return item
        known = ", ".join(sorted(family.everything()))
        fail(f"{family.name}: {name!r} is unknown", None, f"known are {known}")
    return found
