"""Configs as older Keras wrote them, made today's by the rules of this folder.

What remains unknown after all rules may be dropped only if it holds the value that
meant nothing.
"""

from __future__ import annotations

import copy

from graph import GraphError
from kerasish.base.discovery import family
from kerasish.base.errors import ConfigError, fail
from kerasish.base.serialization import get_registered_object
from kerasish.ops.operations import is_operation
from kerasish.saving.upgrades.rules import HARMLESS, Rule, config_rules, tree_rules

_FIRST_LAYER_ARGUMENTS = {
    "batch_input_shape",
    "input_shape",
    "input_dim",
    "batch_shape",
}
_STRUCTURE = {"layers", "input_layers", "output_layers", "layer", "cell", "cells"}


def upgrade_config(record, version: str | None, custom_objects=None):
    """A config tree with every object in it made today's.

    Args:
        record: what ``model_config`` holds.
        version: ``keras_version`` of the file.
        custom_objects: classes that the caller gives; their configs stay as they are.

    Raises:
        ConfigError: an argument that is unknown and holds another than the old default.
    """
    if isinstance(record, (dict, list)) and tree_rules(version):
        record = copy.deepcopy(record)
        for rule in tree_rules(version):
            _apply(rule, record)
    return _upgraded(record, version, custom_objects)


def _upgraded(record, version, custom_objects):
    """The objects inside, and then the object itself."""
    if isinstance(record, list):
        return [_upgraded(item, version, custom_objects) for item in record]
    if not isinstance(record, dict):
        return record
    record = {k: _upgraded(v, version, custom_objects) for k, v in record.items()}
    name, config = record.get("class_name"), record.get("config")
    if not isinstance(name, str) or is_operation(record):
        return record
    if name == "Sequential" and isinstance(config, list):
        named = {"name": record["name"]} if "name" in record else {}
        config = record["config"] = {**named, "layers": config}
    if not isinstance(config, dict) or _is_given(record, custom_objects):
        return record
    _apply_rules(record, version)
    _drop_harmless(record, record["config"], version)
    return record


def _is_given(record, custom_objects) -> bool:
    """Whether the class is the user's own, by its name in the file or as registered."""
    names = (record["class_name"], record.get("registered_name"))
    return any(get_registered_object(n, custom_objects) is not None for n in names)


def _apply_rules(record, version: str | None) -> None:
    """The rules of each time, by the name that the class has when they start."""
    for rules in config_rules(version):
        name = record["class_name"]
        for rule in rules:
            if rule.looks_at(version, name):
                _apply(rule, record if rule.sees_record else record["config"])


def _apply(rule: Rule, data) -> None:
    """Lets a rule change data; a config that no Keras wrote fails it."""
    try:
        rule.change(data)
    except GraphError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        fail(
            f"a config in the file is damaged: {rule.change.__name__}",
            f"{type(error).__name__}: {error}",
            "it is not what any Keras wrote",
            ConfigError,
        )


def _drop_harmless(record, config, version) -> None:
    kind = family("layers").find(record["class_name"], aliases=False)
    if not isinstance(kind, type) or not hasattr(kind, "argument_names"):
        return
    if "name" not in config and _is_initializer(record):
        return  # Identity is a layer and an initializer
    accepted = set(kind.argument_names()) | _FIRST_LAYER_ARGUMENTS
    for key in [k for k in config if k not in accepted]:
        values = HARMLESS.get(key, ())
        if values is None or config[key] in values:
            del config[key]
        elif key not in _STRUCTURE:
            fail(
                f"layer {config.get('name')!r} ({record['class_name']}): "
                f"argument {key!r} is not known",
                {key: repr(config[key]), "keras_version": version},
                "pass the layer's own class in custom_objects",
                ConfigError,
            )


def _is_initializer(record) -> bool:
    return family("initializers").find(record["class_name"], aliases=False) is not None
