"""Optimizers of training configurations: names and the forms of loss scaling."""

from __future__ import annotations

from kerasish.base.errors import ConfigError, fail

_SCALING = ("LossScaleOptimizer", "LossScaleOptimizerV1", "LossScaleOptimizerV3")
#: before the argument existed
_INITIAL_SCALE, _GROWTH_STEPS = 2.0**15, 2000


def upgrade_optimizer(record):
    """The record of an optimizer with today's names.

    Raises:
        ConfigError: it is none, or one of TensorFlow's own.
    """
    if isinstance(record, str):
        return record
    if not isinstance(record, dict) or not isinstance(record.get("class_name"), str):
        fail("the optimizer's config is damaged", repr(record)[:200], error=ConfigError)
    name = record["class_name"].removeprefix("Custom>")
    if name in ("TFOptimizer", "TFOptimizerWrapper"):
        fail(
            "an optimizer of TensorFlow 1 was saved without its arguments",
            {"class_name": name},
            "call compile with an optimizer of today",
            ConfigError,
        )
    record = {**record, "class_name": name}
    return _scaling(record) if name in _SCALING else record


def _scaling(record) -> dict:
    """A dynamic scale wraps the optimizer; a fixed one is an argument of it."""
    config = dict(record["config"])
    inner = config.pop("inner_optimizer", config.pop("optimizer", None))
    if inner is None:
        fail("a loss scale without an optimizer", repr(config)[:200], error=ConfigError)
    inner = upgrade_optimizer(inner)
    config |= _old_scale(config.pop("loss_scale", None))
    if config.get("dynamic", True):
        config.pop("dynamic", None)
        config = {"inner_optimizer": inner, **config}
        return {"class_name": "LossScaleOptimizer", "config": config}
    scale = float(config.get("initial_scale", 1.0))
    return {**inner, "config": {**inner["config"], "loss_scale_factor": scale}}


def _old_scale(scale) -> dict:
    """The objects for it that tf.keras had until 2.4."""
    if not isinstance(scale, dict):
        return {}
    settings = scale.get("config", {})
    if scale.get("class_name") == "FixedLossScale":
        return {"dynamic": False, "initial_scale": settings.get("loss_scale_value", 1)}
    return {
        "initial_scale": settings.get("initial_loss_scale", _INITIAL_SCALE),
        "dynamic_growth_steps": settings.get("increment_period", _GROWTH_STEPS),
    }
