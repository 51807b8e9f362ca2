"""Metrics of training configurations, as Keras 1 to 3 wrote them."""

from __future__ import annotations

import re

from graph import ArgumentError
from kerasish import metrics
from kerasish.base.errors import ConfigError, fail
from kerasish.base.naming import snake_case
from kerasish.base.serialization import (
    deserialize_keras_object,
    find_function,
    get_registered_object,
)

#: names whose function depends on the shapes of targets and predictions
_BY_SHAPE = ("accuracy", "acc", "crossentropy", "ce")
_DAMAGE = (ValueError, TypeError, KeyError, AttributeError, NotImplementedError)


def metrics_of_outputs(value, output_names, custom_objects, failed: list[str]):
    """Metrics as compile takes them.

    Args:
        value: names and records, flat, in lists for each output, or by output.
        output_names: of the model, None where they are not known.
        custom_objects: the caller's classes and functions by name.
        failed: gets the names of those that cannot be made.
    """
    if not value:
        return None
    names = [] if output_names is None else list(output_names)
    if isinstance(value, dict) and "class_name" not in value:
        return {
            key: _several(part, key, custom_objects, failed)
            for key, part in value.items()
        }
    value = value if isinstance(value, (list, tuple)) else [value]
    nested = any(isinstance(part, (list, tuple)) for part in value)
    if len(names) < 2:
        flat = value[0] if nested and len(value) == 1 else value
        found = _several(flat, names[0] if names else None, custom_objects, failed)
        return found if found else None
    if not nested and len(value) != len(names):
        value = [value] * len(names)  # Keras 2: the same for each output
    return [
        _several(part, name, custom_objects, failed)
        for part, name in zip(value, names, strict=True)
    ]


def _several(part, output_name, custom_objects, failed) -> list:
    """The metrics of one output."""
    found = []
    for record in part if isinstance(part, (list, tuple)) else [part]:
        if record is None:
            continue
        try:
            found.append(_metric(record, output_name, custom_objects))
        except _DAMAGE:
            failed.append(_shown(record))
    return found


def _shown(record) -> str:
    if not isinstance(record, dict):
        return str(record)[:80]
    config = record.get("config")
    name = config.get("name") if isinstance(config, dict) else config
    return str(record.get("class_name") if name is None else name)[:80]


def _metric(record, output_name, custom_objects):
    if isinstance(record, str):
        return _of_name(record, custom_objects)
    if not isinstance(record, dict) or "class_name" not in record:
        fail("this is no metric", repr(record)[:200], error=ConfigError)
    config = record.get("config")
    if not isinstance(config, dict):
        return find_function(config, custom_objects, "metrics")
    config = {**config, "name": _own_name(config.get("name"), output_name)}
    if record["class_name"] == "MeanMetricWrapper":
        return _wrapped(config, custom_objects)
    record = {**record, "config": config}
    return deserialize_keras_object(record, custom_objects, family_name="metrics")


def _own_name(name, output_name):
    """Keras 2 put the output's name before that of the metric."""
    if output_name is None or not isinstance(name, str):
        return name
    return name.removeprefix(f"{output_name}_")


def _of_name(name: str, custom_objects):
    """The name, if there is such a metric; a class is shown as Keras 2 showed it."""
    given = get_registered_object(name, custom_objects)
    if given is not None:
        return given
    if name.lower() in _BY_SHAPE:
        return name
    found = metrics.get(name)
    if type(found).__name__ != name:
        return name
    found.name = snake_case(name)
    return found


def _wrapped(config: dict, custom_objects):
    """A function as a metric; the name that the user wrote where that says all."""
    name, function = config["name"], config.get("fn")
    more = {k: v for k, v in config.items() if k not in ("name", "fn", "dtype")}
    short = re.sub(r"_\d+$", "", str(name))
    if not more and short in _BY_SHAPE:
        return short
    if not more and _is_known(name):
        return name
    if isinstance(function, dict):
        function = function.get("config", {})
    function = find_function(function, custom_objects, "metrics")
    return metrics.MeanMetricWrapper(function, name=name, **more)


def _is_known(name) -> bool:
    try:
        return isinstance(name, str) and metrics.get(name) is not None
    except (ArgumentError, ConfigError):
        return False
