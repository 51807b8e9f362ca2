"""How Keras writes functions into files: as operations, by module and class name."""

from __future__ import annotations

from collections.abc import Callable

from kerasish.base.errors import ConfigError, fail
from kerasish.ops.namespaces import find, namespaces

MODULE = "keras.src.ops"


def find_function(key: str) -> Callable:
    """The function of a key, such as "relu" or "image.resize".

    Raises:
        ConfigError: there is none.
    """
    found = find(key) if isinstance(key, str) else None
    if found is None:
        fail(f"there is no function {key!r} in kerasish.ops", error=ConfigError)
    return found[1]


def operation_of(key: str) -> tuple[str, str]:
    """Module and class name of Keras' operation for a function.

    Example:
        >>> from kerasish.ops.operations import operation_of
        >>> operation_of("not_equal")
        ('keras.src.ops.numpy', 'NotEqual')
    """
    space, function = find(key)
    words = function.__name__.split("_")
    camel = "".join(word.capitalize() for word in words)
    return f"{MODULE}.{space.name}", vars(function).get("saved_as", camel)


def is_operation(record: dict) -> bool:
    """Whether a record of a file is of an operation, not of a layer."""
    module = record.get("module")
    if module is None:
        return _is_bare_operation(record)
    return str(module).startswith(MODULE + ".")


def _is_bare_operation(record: dict) -> bool:
    """Whether a record without a module is an operation: `.h5` files of Keras 3 have
    such ones. The config of a layer says whether it is trainable."""
    config, calls = record.get("config"), record.get("inbound_nodes")
    if not isinstance(config, dict) or not isinstance(calls, list) or not calls:
        return False
    is_of_keras_3 = all(isinstance(c, dict) and "args" in c for c in calls)
    if not is_of_keras_3 or "name" not in {*config, *record} or "trainable" in config:
        return False
    if isinstance(config.get("dtype"), dict):  # a policy; operations have a name
        return False
    return _known_key(str(record.get("class_name")), None) is not None


def key_of(class_name: str, module: str | None = None) -> str:
    """The function of an operation in a file; its module says where to look first.

    Example:
        >>> from kerasish.ops.operations import key_of
        >>> key_of("LogSigmoid")
        'log_sigmoid'

    Raises:
        ConfigError: there is no such function.
    """
    found = _known_key(class_name, module)
    if found is None:
        fail(
            f"there is no function for the operation {class_name!r}", error=ConfigError
        )
    return found


def _known_key(class_name: str, module: str | None) -> str | None:
    place = str(module).rpartition(".")[2]
    spaces = sorted(namespaces(), key=lambda space: space.name != place)
    wanted = _letters(class_name)
    for space in spaces:
        for name, function in space.functions().items():
            saved = vars(function).get("saved_as", name)
            if wanted in (_letters(name), _letters(saved)):
                return space.key(name)
    return None


def _letters(name: str) -> str:
    return name.replace("_", "").lower()
