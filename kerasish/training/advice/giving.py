"""Looks for mistakes in a model and its first batch, and warns of each once."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

import graph
from kerasish.base.user_warning import warn
from kerasish.data.packing import unpack_x_y_sample_weight


class TrainingAdvice(UserWarning):
    """A warning of fit about something that is most likely a mistake.

    Each begins with its topic, by which it is silenced:
    ``warnings.filterwarnings("ignore", "unscaled images")``; or all of them with
    ``warnings.filterwarnings("ignore", category=TrainingAdvice)``.
    """


class FirstBatch(NamedTuple):
    """What the checks look at: arrays by input and by output, flat.

    Args:
        x: the inputs.
        y: the targets.
    """

    x: list[np.ndarray]
    y: list[np.ndarray]


_CHECKS: list[tuple[str, Callable]] = []


def advice(topic: str):
    """Decorator of ``check(model, batch)``, which returns what is wrong, or None."""

    def register(check):
        _CHECKS.append((topic, check))
        return check

    return register


@functools.cache
def _import_checks() -> None:
    package = importlib.import_module(__name__.rpartition(".")[0])
    for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        importlib.import_module(info.name)


def advise(model, batch) -> bool:
    """Warns of what looks like a mistake, once for each time a model is compiled.

    Args:
        model: a compiled model that has been trained on the batch.
        batch: x, (x, y) or (x, y, sample_weight).

    Returns:
        Whether it was the first time.
    """
    settings = vars(model)
    if settings["_is_advised"]:
        return False
    settings["_is_advised"] = True
    _import_checks()
    x, y, _ = unpack_x_y_sample_weight(batch)
    arrays = FirstBatch(*(list(map(np.asarray, _leaves(part))) for part in (x, y)))
    for topic, check in _CHECKS:
        text = check(model, arrays)
        if text is not None:
            give(topic, text)
    return True


def give(topic: str, text: str) -> None:
    """Warns at the user's line."""
    silence = f'warnings.filterwarnings("ignore", "{topic}") hides this'
    warn(f"{topic}: {text} ({silence})", TrainingAdvice)


def _leaves(structure) -> list:
    return [leaf for leaf in graph.flatten(structure) if leaf is not None]
