"""What Keras 1 and 2 called otherwise in the configs of optimizers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kerasish.base.discovery import internal
from kerasish.base.errors import ConfigError, fail
from kerasish.base.settings import epsilon
from kerasish.optimizers.schedules.inverse_time_decay import InverseTimeDecay


class _Upgrade(NamedTuple):
    """A rule for an argument in the configs of a class ("*": of all classes)."""

    class_name: str
    argument: str
    apply: Callable[[dict, str], None]


def _rename(new: str):
    """The same value under a new name."""

    def apply(config, argument):
        config.setdefault(new, config[argument])
        del config[argument]

    return apply


def _drop(*defaults):
    """Nothing is lost while the argument holds what it held by default."""

    def apply(config, argument):
        if defaults and config[argument] not in defaults:
            fail(
                f"{argument} of an older Keras is not supported",
                {argument: repr(config[argument])},
                f"it can be left out where it is {defaults[0]!r}; make the optimizer "
                "anew with arguments of today",
                ConfigError,
            )
        del config[argument]

    return apply


def _decay_to_schedule(config, argument):
    """rate / (1 + decay * iteration), which was built into every optimizer."""
    decay = config.pop(argument)
    if decay:
        config["learning_rate"] = InverseTimeDecay(
            config.get("learning_rate"), 1, decay
        )


def _default_epsilon(config, argument):
    if config[argument] is None:
        config[argument] = epsilon()


def _start_at_zero(config, argument):
    """The accumulators of Keras 1 and early Keras 2, which had no argument for it."""
    config.setdefault("initial_accumulator_value", 0.0)


UPGRADES = (
    _Upgrade("Adagrad", "lr", _start_at_zero),
    _Upgrade("*", "lr", _rename("learning_rate")),
    _Upgrade("Nadam", "schedule_decay", _drop(0.004)),
    _Upgrade("Nadam", "decay", _drop(0.004, 0.0, None)),
    _Upgrade("*", "decay", _decay_to_schedule),
    _Upgrade("*", "epsilon", _default_epsilon),
    _Upgrade("*", "jit_compile", _drop()),
    _Upgrade("*", "is_legacy_optimizer", _drop()),
    _Upgrade("LossScaleOptimizer", "dynamic", _drop(True)),
)


@internal
def upgrade_config(class_name: str, config: dict) -> dict:
    """The config of an optimizer with today's arguments.

    Args:
        class_name: of the optimizer, such as "Adam".
        config: as any version of Keras wrote it; it is not changed.

    Raises:
        ConfigError: an old argument that has no equivalent.

    Example:
        >>> from kerasish.optimizers.upgrades import upgrade_config
        >>> upgrade_config("SGD", {"lr": 0.1, "decay": 0.0, "momentum": 0.9})
        {'momentum': 0.9, 'learning_rate': 0.1}
    """
    config = dict(config)
    for rule in UPGRADES:
        if rule.class_name in ("*", class_name) and rule.argument in config:
            rule.apply(config, rule.argument)
    return config
