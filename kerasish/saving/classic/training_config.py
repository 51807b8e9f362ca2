"""The compile arguments of old and new files."""

from __future__ import annotations

from kerasish import optimizers
from kerasish.base.errors import ConfigError, fail
from kerasish.base.serialization import deserialize_keras_object
from kerasish.base.user_warning import warn
from kerasish.saving.upgrades.config_upgrades import upgrade_config
from kerasish.saving.upgrades.training_metrics import metrics_of_outputs
from kerasish.saving.upgrades.training_optimizers import upgrade_optimizer

#: what a part of a damaged file may raise
DAMAGE = (ValueError, TypeError, KeyError, AttributeError, IndexError,
          NotImplementedError)  # fmt: skip


def compile_from_training_config(
    model, config: dict, custom_objects=None, version: str | None = None
) -> None:
    """Compiles a model as its ``training_config`` says.

    Metrics that cannot be restored are left out, with a warning that names them.

    Args:
        model: a model.
        config: optimizer_config, loss, metrics, weighted_metrics and loss_weights.
        custom_objects: the caller's classes and functions by name.
        version: ``keras_version`` of the file.

    Raises:
        ConfigError: the optimizer or the loss is not known; the model is not compiled.
    """
    if not isinstance(config, dict) or "optimizer_config" not in config:
        fail("training_config has no optimizer", f"{config!r}"[:200], error=ConfigError)
    given = (custom_objects, version)
    optimizer = config.get("optimizer", config["optimizer_config"])
    found = {
        "optimizer": _part("optimizer", _optimizer, optimizer, given),
        "loss": _part("loss", _loss, config.get("loss"), given),
        "loss_weights": _loss_weights(config.get("loss_weights")),
    }
    for name in ("metrics", "weighted_metrics"):
        found[name] = _metrics(name, config.get(name), model, given)
    model.compile(**found)
    model.optimizer.build(model.trainable_variables)


def _part(name, read, value, given):
    """The part; an error says which one it was."""
    try:
        return read(value, *given)
    except DAMAGE as error:
        raise ConfigError(f"its {name} cannot be restored: {error}") from error


def _optimizer(record, custom_objects, version):
    record = upgrade_optimizer(upgrade_config(record, version, custom_objects))
    return optimizers.deserialize(record, custom_objects)


def _loss(value, custom_objects, version):
    """Objects from configs; names stay names."""
    value = upgrade_config(value, version, custom_objects)
    if isinstance(value, dict) and "class_name" in value:
        value = dict(value, config=_plain_config(value.get("config")))
        if value["class_name"] == "LossFunctionWrapper":
            return value["config"]["fn"]
        return deserialize_keras_object(value, custom_objects, family_name="losses")
    if isinstance(value, dict):
        return {k: _loss(v, custom_objects, version) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_loss(v, custom_objects, version) for v in value]
    return value


def _plain_config(config):
    """Keras 2 wrote the function of a loss and the reduction "auto"."""
    if not isinstance(config, dict):
        return config
    plain = {k: v for k, v in config.items() if k != "fn" or set(config) <= _WRAPPED}
    if plain.get("reduction") == "auto":
        plain["reduction"] = "sum_over_batch_size"
    return plain


#: the keys of a function that is wrapped as a loss
_WRAPPED = {"fn", "name", "reduction", "dtype"}


def _loss_weights(value):
    """For one output Keras 2 wrote its number in a list."""
    return value if value else None


def _metrics(name, value, model, given):
    """The metrics of each output; those that fail are told and left out."""
    failed: list[str] = []
    upgraded = upgrade_config(value, given[1], given[0])
    found = metrics_of_outputs(upgraded, model.output_names, given[0], failed)
    if failed:
        warn(
            f"model {model.name!r}: of its {name}, "
            f"{', '.join(map(repr, failed))} cannot be restored and are left out; "
            "pass their classes in custom_objects"
        )
    return found
