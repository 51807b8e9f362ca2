"""Objects to plain data and back, in Keras' own format, without importing by name.

A class is found in the families of Kerasish, among registered classes, or among the
``custom_objects`` of the call: a file can name nothing else.
"""

from __future__ import annotations

import contextvars
import functools
import importlib
import importlib.util
import types
from collections.abc import Callable, Mapping
from typing import Any, cast

import numpy as np

from graph import EagerTensor, Variable
from kerasish.base.config_use import UsingConfig
from kerasish.base.discovery import FAMILIES, family
from kerasish.base.errors import ConfigError, fail
from kerasish.base.object_sharing import note_read, note_written, shared_object
from kerasish.base.rules import boolean
from kerasish.base.special_values import SLICE_PARTS, SPECIAL

_REGISTERED: dict[str, type] = {}
_NAMES: dict[object, str] = {}
_SCOPE: contextvars.ContextVar[dict[Any, Any] | None] = contextvars.ContextVar(
    "kerasish_custom_objects", default=None
)


def register_keras_serializable(
    package: str = "Custom", name: str | None = None
) -> Callable[..., Any]:
    """Decorator: a class or function that saved models may name.

    Args:
        package: groups names; the saved name is ``package>name``.
        name: the class' own name when None.

    Example:
        >>> import kerasish
        >>> @kerasish.saving.register_keras_serializable("demo")
        ... class Doubling(kerasish.layers.Layer):
        ...     def call(self, x):
        ...         return x * 2.0
        >>> kerasish.saving.get_registered_name(Doubling)
        'demo>Doubling'
    """

    def register(item: type[Any]) -> type[Any]:
        full = f"{package}>{name or item.__name__}"
        _REGISTERED[full] = item
        _NAMES[item] = full
        return item

    return register


def get_registered_name(obj: Callable[..., Any] | type[Any]) -> str:
    """The saved name of a registered class or function, else its own."""
    return _NAMES.get(obj, obj.__name__)


def get_custom_objects() -> dict[Any, Any]:
    """The table of registered classes and functions, by saved name.

    What is put in is found by every later load.

    Example:
        >>> import kerasish
        >>> kerasish.saving.get_custom_objects()["my_activation"] = abs
        >>> kerasish.saving.get_registered_object("my_activation")
        <built-in function abs>
        >>> del kerasish.saving.get_custom_objects()["my_activation"]
    """
    return _REGISTERED


def get_registered_object(
    name: str,
    custom_objects: Mapping[str, Any] | None = None,
    module_objects: dict[Any, Any] | None = None,
) -> Any:
    """The class or function of a saved name, or None.

    Args:
        name: as saved, with the package for registered ones.
        custom_objects: classes and functions by name, looked at first.
        module_objects: those looked at last.
    """
    for table in (custom_objects, _SCOPE.get(), _REGISTERED, module_objects):
        if table and isinstance(name, str) and name in table:
            return table[name]
    return None


class CustomObjectScope:
    """Names that configs may use inside, with the classes they stand for.

    Args:
        custom_objects: classes and functions by name.
    """

    def __init__(
        self, custom_objects: dict[str, Callable[..., Any] | type[Any]]
    ) -> None:
        self.custom_objects = custom_objects
        self._tokens: list[Any] = []

    def __enter__(self) -> CustomObjectScope:
        known = {**(_SCOPE.get() or {}), **self.custom_objects}
        self._tokens.append(_SCOPE.set(known))
        return self

    def __exit__(self, *error: Any) -> None:
        _SCOPE.reset(self._tokens.pop())


custom_object_scope = CustomObjectScope


def module_of(item: Any) -> str | None:
    """The Keras module that a class of Kerasish stands for, None for the user's own."""
    parts = item.__module__.split(".")
    if parts[0] != "kerasish":
        return None
    own: str | None = getattr(item, "keras_module", None)
    if own is not None:
        return own
    owner = ".".join(parts[1:3])
    name = owner if owner in FAMILIES else parts[1]
    return f"keras.{name}"


def serialize_keras_object(
    obj: Any,
) -> Any:
    """A value as data that json can write.

    Configured objects become a dict with ``module``, ``class_name``, ``config`` and
    ``registered_name``; functions of Kerasish become their name.
    """
    if obj is None or isinstance(obj, (bool, int, float, str)):
        return obj
    if isinstance(obj, (np.bool_, np.integer, np.floating)):
        return obj.item()
    if isinstance(obj, (list, tuple)):
        return [serialize_keras_object(v) for v in obj]
    if isinstance(obj, dict):
        return {k: serialize_keras_object(v) for k, v in obj.items()}
    if isinstance(obj, (np.ndarray, EagerTensor, Variable)):
        array = np.asarray(obj)
        data = {"value": array.tolist(), "dtype": array.dtype.name}
        return {"class_name": "__numpy__", "config": data}
    if isinstance(obj, slice):
        parts = {
            part: serialize_keras_object(getattr(obj, part)) for part in SLICE_PARTS
        }
        return {"class_name": "__slice__", "config": parts}
    if obj is Ellipsis:
        return {"class_name": "__ellipsis__", "config": {}}
    if isinstance(obj, np.dtype):
        return obj.name
    if isinstance(obj, types.FunctionType):
        return _serialize_function(obj)
    if isinstance(obj, type):
        return {
            "module": "builtins",
            "class_name": "__class__",
            "config": obj.__name__,
        }
    if hasattr(obj, "get_config"):
        return _serialize_object(obj)
    fail(
        "this value cannot be saved in a config",
        f"{type(obj).__name__}: {obj!r}",
        "give its class get_config and register it with "
        "kerasish.saving.register_keras_serializable",
        ConfigError,
    )


def _serialize_function(function: Callable[..., Any]) -> dict[str, str] | str:
    if function.__module__.startswith("kerasish.") and module_of(function):
        return function.__name__
    name = get_registered_name(function)
    return {
        "module": "builtins",
        "class_name": "function",
        "config": name,
        "registered_name": name,
    }


def _serialize_object(
    value: Any,
) -> Any:
    kind = type(value)
    module = module_of(kind)
    registered = None if module is not None else get_registered_name(kind)
    record = {
        "module": module if module is not None else kind.__module__,
        "class_name": getattr(kind, "keras_class_name", kind.__name__),
        "config": value.get_config(),
        "registered_name": registered,
    }
    for key in ("build_config", "compile_config"):
        found = getattr(value, f"get_{key}", None)
        data = found() if found is not None else None
        if data is not None:
            record[key] = serialize_keras_object(data)
    note_written(value, record)
    return record


def deserialize_keras_object(
    config: Any,
    custom_objects: Mapping[str, Any] | None = None,
    safe_mode: bool = True,
    *,
    family_name: str | None = None,
) -> Any:
    """The value that `serialize_keras_object` made this data from.

    Args:
        config: plain data; a dict with ``class_name`` and ``config`` is an object.
        custom_objects: classes and functions by name, found before all others.
        safe_mode: kept for Keras' signature; code from a file is never run.
        family_name: where a class without ``module`` is looked for, such as "layers".

    Raises:
        ConfigError: a class that is neither known nor given.
    """
    boolean.check("deserialize_keras_object", "safe_mode", safe_mode)
    if isinstance(config, (list, tuple)):
        return [
            deserialize_keras_object(c, custom_objects, family_name=family_name)
            for c in config
        ]
    if not isinstance(config, dict):
        return config
    if "class_name" not in config or "config" not in config:
        return {
            k: deserialize_keras_object(v, custom_objects, family_name=family_name)
            for k, v in config.items()
        }
    name, inner = config["class_name"], config["config"]
    if not isinstance(name, str):
        fail("a class name in a config must be text", repr(name)[:200], "", ConfigError)
    special = SPECIAL.get(name)
    if special is not None:
        return special(inner, lambda v: deserialize_keras_object(v, custom_objects))
    if name == "function":
        return find_function(inner, custom_objects, family_name)
    shared = shared_object(config)
    if shared is not None:
        return shared
    kind = find_class(config, custom_objects, family_name)
    if not isinstance(inner, dict):
        fail(
            f"{name}: a config must be a dict",
            f"{type(inner).__name__}: {inner!r}"[:200],
            error=ConfigError,
        )
    with custom_object_scope(dict(custom_objects or {})), UsingConfig(name, inner):
        value = cast("Any", kind).from_config(dict(inner))
        build = config.get("build_config")
        if build and hasattr(value, "build_from_config"):
            value.build_from_config(build)
        compiled = config.get("compile_config")
        if compiled and hasattr(value, "compile_from_config"):
            value.compile_from_config(compiled)
    note_read(config, value)
    return value


def find_class(
    config: Any,
    custom_objects: Mapping[str, Any] | None = None,
    family_name: str | None = None,
) -> type:
    """The class that a config names.

    Raises:
        ConfigError: it is not known.
    """
    name, registered = config["class_name"], config.get("registered_name")
    for key in (registered, name):
        found = get_registered_object(key, custom_objects) if key else None
        if isinstance(found, type):
            return found
    for place in _families_of(config.get("module"), family_name):
        found = family(place).find(name)
        if isinstance(found, type) and hasattr(found, "from_config"):
            return found
    fail(
        f"unknown class {name!r} in a config",
        {"module": config.get("module"), "registered_name": registered},
        f"pass custom_objects={{{name!r}: YourClass}} or register the class with "
        "kerasish.saving.register_keras_serializable",
        ConfigError,
    )


def find_function(
    name: Any,
    custom_objects: Mapping[str, Any] | None = None,
    family_name: str | None = None,
) -> Callable[..., Any]:
    """The registered or known function of a name."""
    if isinstance(name, dict):
        fail(
            "a function was saved as code",
            "bytecode or a config in place of a name",
            "code from files is never run: define the function and pass it in "
            "custom_objects under the layer's name",
            ConfigError,
        )
    found = get_registered_object(name, custom_objects)
    if found is None and family_name is not None:
        found = family(family_name).find(name)
    if found is None:
        fail(
            f"unknown function {name!r} in a config",
            None,
            f"pass custom_objects={{{name!r}: your_function}}",
            ConfigError,
        )
    function: Callable[..., Any] = found
    return function


def _families_of(module: str | None, family_name: str | None) -> list[str]:
    """Families to search: the caller's, then the one that the module names."""
    places = [family_name] if family_name else []
    module = module if isinstance(module, str) else ""
    parts = module.replace("keras.src.", "keras.").split(".")
    if parts[0] == "keras":
        two = ".".join(parts[1:3])
        places += [p for p in (two, parts[1] if len(parts) > 1 else "models") if p]
        if parts[1:] == []:
            places += ["layers", "dtype_policies"]
        places.append(parts[-1])
    if "layers" in places or not places:
        places += ["layers", "models", "applications"]
    return [p for p in dict.fromkeys(places) if _is_family(p)]


@functools.cache
def _is_family(name: str) -> bool:
    """Whether a dotted name from a file is one of our families; imports no other."""
    owner = name.partition(".")[0]
    if (
        not owner.isidentifier()
        or importlib.util.find_spec(f"kerasish.{owner}") is None
    ):
        return False
    importlib.import_module(f"kerasish.{owner}")
    return name in FAMILIES
