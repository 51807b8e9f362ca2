"""What a config should not have: code, foreign modules, paths, numbers that are none.

Each finder looks at one object of the config and says what is odd, or None.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from kerasish.base.discovery import family
from kerasish.base.errors import FileError
from kerasish.base.serialization import get_registered_object
from kerasish.ops.operations import is_operation
from kerasish.saving.inspection.architecture import layer_records
from kerasish.saving.inspection.file_inspection import FileInspection
from kerasish.saving.reports.printable import printable
from kerasish.saving.upgrades.config_upgrades import upgrade_config

Finder = Callable[[dict], "str | None"]
FINDERS: list[Finder] = []
#: modules of Keras itself
_OURS = re.compile(r"(keras|tf_keras|tensorflow|builtins|kerasish)(\.|$)")
_PATH = re.compile(r"[a-z][a-z0-9+.-]*://|/|~|[A-Za-z]:\\|\.\.?/")
#: parts of a config that are looked at
MOST_PARTS = 2_000_000


def finder(find: Finder) -> Finder:
    """Decorator: the function is asked about each object of a config."""
    FINDERS.append(find)
    return find


@finder
def bytecode(record: dict) -> str | None:
    """Functions that were saved as Python code."""
    if record.get("class_name") == "__lambda__" or "__lambda__" in record:
        return "it holds Python bytecode; it is never run"
    config = record.get("config")
    if record.get("class_name") != "Lambda" or not isinstance(config, dict):
        return None
    function = config.get("function")
    if isinstance(function, list) or config.get("function_type") == "lambda":
        return (
            f"layer {_name(config)} is a Lambda with Python bytecode, which is never "
            "run: pass the function under the layer's name in custom_objects"
        )
    return None


@finder
def foreign_module(record: dict) -> str | None:
    """Classes and functions of other packages."""
    for key in ("module", "registered_name", "function_module", "py_module"):
        value = record.get(key)
        named = isinstance(value, str) and (key != "registered_name" or ">" in value)
        if named and not _OURS.match(value) and value != "__main__":
            return (
                f"{key} {printable(value)!r} of {_name(record, 'class_name')}: nothing "
                "is imported by name; give your own classes in custom_objects"
            )
    return None


@finder
def paths_and_addresses(record: dict) -> str | None:
    """Text that names a file or an address."""
    for key, value in record.items():
        if isinstance(value, str) and len(value) > 1 and _PATH.match(value):
            if key not in ("name", "module"):
                return (
                    f"argument {printable(str(key))!r} names a file or an address, "
                    f"{printable(value)!r}: it is never opened"
                )
    return None


@finder
def numbers_that_are_none(record: dict) -> str | None:
    """NaN and infinity, which no argument needs."""
    for key, value in record.items():
        values = value if isinstance(value, list) else [value]
        if any(isinstance(v, float) and not math.isfinite(v) for v in values[:100]):
            return f"argument {printable(str(key))!r} is not finite"
    return None


def _name(record: dict, key: str = "name") -> str:
    return repr(printable(str(record.get(key))))


def look_at_config(found: FileInspection, config, version: str | None) -> None:
    """Notes what is suspicious in a config, and classes that have to be given."""
    pending, seen = [config], 0
    while pending and seen < MOST_PARTS:
        item = pending.pop()
        seen += 1
        if isinstance(item, dict):
            for find in FINDERS:
                note = find(item)
                if note is not None:
                    found.note_suspicious(note)
            pending += [v for v in item.values() if isinstance(v, (dict, list))]
        elif isinstance(item, list):
            pending += [v for v in item if isinstance(v, (dict, list))]
    for name in _unknown_classes(config, version):
        found.note_suspicious(
            f"class {printable(name)!r} is none of Kerasish: give it in custom_objects"
        )


def _unknown_classes(config, version: str | None) -> list[str]:
    """Classes of layers that are not known, by today's names."""
    try:
        config = upgrade_config(config, version)
    except (FileError, ValueError, LookupError, TypeError, AttributeError):
        return []  # what is wrong there is said when the model is loaded
    unknown, pending = set(), [config]
    while pending:
        record = pending.pop()
        pending += layer_records(record)
        kind = record.get("class_name") if isinstance(record, dict) else None
        if isinstance(kind, str) and not is_operation(record) and not _is_known(kind):
            unknown.add(kind)
    return sorted(unknown)


def _is_known(kind: str) -> bool:
    if kind in ("Functional", "Sequential", "Model"):
        return True
    found = family("layers").find(kind, aliases=False)
    return found is not None or get_registered_object(kind) is not None
