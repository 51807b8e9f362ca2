"""The compile arguments of old and new files."""

from __future__ import annotations

from graph import ArgumentError
from kerasish import metrics, optimizers
from kerasish.base.errors import ConfigError, fail
from kerasish.base.serialization import deserialize_keras_object


def compile_from_training_config(model, config: dict, custom_objects=None) -> None:
    """Compiles a model as its ``training_config`` says.

    Raises:
        ConfigError: something in it is not known.
    """
    if not isinstance(config, dict) or "optimizer_config" not in config:
        fail("training_config has no optimizer", f"{config!r}"[:200], error=ConfigError)
    record = dict(config["optimizer_config"])
    record["class_name"] = record["class_name"].removeprefix("Custom>")
    found = optimizers.deserialize(record, custom_objects)
    model.compile(
        optimizer=found,
        loss=_restored(config.get("loss"), "losses", custom_objects),
        loss_weights=config.get("loss_weights"),
        metrics=_metrics(model, config.get("metrics"), custom_objects),
        weighted_metrics=_metrics(
            model, config.get("weighted_metrics"), custom_objects
        ),
    )
    model.optimizer.build(model.trainable_variables)


def _restored(value, family_name, custom_objects):
    """Objects from configs; names stay names."""
    if isinstance(value, dict) and "class_name" in value:
        value = dict(value, config=_plain_config(value.get("config")))
        return deserialize_keras_object(value, custom_objects, family_name=family_name)
    if isinstance(value, dict):
        return {k: _restored(v, family_name, custom_objects) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_restored(v, family_name, custom_objects) for v in value]
    return value


def _plain_config(config):
    """Keras 2 wrote the function of a loss and the reduction "auto"."""
    if not isinstance(config, dict):
        return config
    plain = {k: v for k, v in config.items() if k != "fn" or "name" not in config}
    if plain.get("reduction") == "auto":
        plain["reduction"] = "sum_over_batch_size"
    return plain


def _metrics(model, value, custom_objects):
    """Metrics as compile takes them; wrapped functions become their names."""
    if value is None or value == []:
        return None
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], list):
        value = value[0]  # Keras 2: a list for each output
    return _each_metric(value, custom_objects)


def _wrapped_name(config) -> str:
    """The name that the user wrote; Keras 2 put the output's name before it."""
    name = config.get("name")
    if name in ("accuracy", "acc", "crossentropy", "ce"):
        return name
    try:
        metrics.get(name)
    except ArgumentError:
        return config.get("fn", name)
    return name


def _each_metric(value, custom_objects):
    if isinstance(value, dict) and value.get("class_name") == "MeanMetricWrapper":
        return _wrapped_name(value["config"])
    if isinstance(value, dict) and "class_name" in value:
        return deserialize_keras_object(value, custom_objects, family_name="metrics")
    if isinstance(value, dict):
        return {k: _each_metric(v, custom_objects) for k, v in value.items()}
    if isinstance(value, list):
        return [_each_metric(v, custom_objects) for v in value]
    return value
