"""The arguments of compile in the form that Keras 2 and Keras 3 both read."""

from __future__ import annotations

from kerasish import losses
from kerasish.saving.classic.new_arguments import (
    has_new_arguments,
    without_new_arguments,
)

#: optimizers that Keras 2 has
_OF_KERAS_2 = (
    "Adadelta", "Adafactor", "Adagrad", "Adam", "AdamW", "Adamax", "Ftrl", "Lion",
    "Nadam", "RMSprop", "SGD",
)  # fmt: skip


def training_config(model) -> dict:
    """The arguments of compile; the optimizer's in two forms.

    ``optimizer`` is its record as it is, which Kerasish reads. ``optimizer_config`` is
    for others: Keras 3 reads Keras 2's form of it, but not the other way round.
    """
    config = dict(model.get_compile_config())
    optimizer = config.pop("optimizer")
    config["loss"] = _with_full_names(config["loss"])
    config = {key: _shared(value) for key, value in config.items()}
    others = optimizer_config(optimizer)
    return {**config, "optimizer": optimizer, "optimizer_config": others}


def _with_full_names(loss):
    """Keras cannot read short names of losses, such as "mse", from its own files."""
    if isinstance(loss, str):
        return losses.full_name(loss)
    if isinstance(loss, list):
        return [_with_full_names(item) for item in loss]
    if isinstance(loss, dict) and "class_name" not in loss:
        return {key: _with_full_names(item) for key, item in loss.items()}
    return loss


def optimizer_config(record: dict) -> dict:
    """The record of an optimizer as Keras 2 writes it, if Keras 2 has it.

    Keras 2 keeps its optimizers as registered classes. Keras 3 does not find those and
    takes the name in the config for that of a class.
    """
    name = record["class_name"]
    if record.get("registered_name") is not None:
        return {"class_name": record["registered_name"], "config": record["config"]}
    config = without_new_arguments(name, record["config"])
    if name not in _OF_KERAS_2 or has_new_arguments(config):
        return {"class_name": name, "config": config}
    config = {**config, "name": name, "jit_compile": False}
    config["is_legacy_optimizer"] = False
    return {"class_name": f"Custom>{name}", "config": config}


def _shared(value):
    """Losses and metrics of Keras without what is said by default."""
    if isinstance(value, list):
        return [_shared(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "class_name" not in value:
        return {key: _shared(item) for key, item in value.items()}
    config = value["config"]
    if value.get("registered_name") is not None or not isinstance(config, dict):
        return value
    config = without_new_arguments(value["class_name"], config)
    if value.get("module") == "keras.losses" and config.get("dtype") == "float32":
        del config["dtype"]  # losses of Keras 2 have none
    return {"class_name": value["class_name"], "config": config}
