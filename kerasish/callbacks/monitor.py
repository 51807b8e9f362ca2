"""Callbacks that watch one number of the logs, and whether it gets better."""

from __future__ import annotations

import difflib

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.user_warning import warn
from kerasish.callbacks.callback import Callback

#: parts of names whose metrics are better when they are higher, and lower
_HIGHER = ("acc", "auc", "precision", "recall", "f1", "fbeta", "iou", "r2", "positives")
_LOWER = ("loss", "error", "mse", "mae", "mape", "msle", "crossentropy", "divergence")


@internal
class MonitorCallback(Callback):
    """Base of callbacks with a `monitor`.

    Args:
        monitor: name in the logs, such as "val_loss".
        mode: "min", "max", or "auto": decided by the metric.
        baseline: the best value before the first.
        min_delta: smallest change that counts as better.
    """

    def __init__(self, monitor="val_loss", mode="auto", baseline=None, min_delta=0):
        super().__init__()
        if mode not in ("auto", "min", "max"):
            warn(
                f"{type(self).__name__}: mode {mode!r} is unknown; 'auto' is used "
                "(known are 'auto', 'min' and 'max')"
            )
            mode = "auto"
        self.monitor = monitor
        self.mode = mode
        self.best = baseline
        self.min_delta = abs(min_delta)

    def needed_names(self) -> list[str]:
        return [self.monitor]

    def current(self, logs, purpose: str):
        """The monitored value; None with a warning when it is not there."""
        logs = {} if logs is None else logs
        value = logs.get(self.monitor)
        if value is None:
            hint = name_hint(self.monitor, list(logs))
            warn(
                f"{type(self).__name__} {purpose} by {self.monitor!r}, which is not "
                f"available; available are: {', '.join(logs)}{hint}"
            )
        return value

    def is_better(self, value, reference) -> bool:
        """Whether a value is better than a reference by `min_delta`, or the first.

        Raises:
            ArgumentError: mode is "auto" and the metric does not say which it is.
        """
        direction = self.direction()
        if reference is None:
            return True
        if reference != reference:  # NaN
            return value == value
        if direction == "min":
            return bool(value + self.min_delta < reference)
        return bool(value - self.min_delta > reference)

    def direction(self) -> str:
        """Whether the monitored number should fall or rise: "min" or "max"."""
        if self.mode != "auto":
            return self.mode
        name = self.monitor.removeprefix("val_")
        for metric in _all_metrics(self.model):
            known = getattr(metric, "_direction", None)
            if metric.name == name and known is not None:
                self.mode = "max" if known == "up" else "min"
                return self.mode
        for mode, parts in (("min", _LOWER), ("max", _HIGHER)):
            if any(part in name for part in parts):
                self.mode = mode
                return mode
        fail(
            f"{type(self).__name__}: is it better when {self.monitor!r} is higher or "
            "lower?",
            {"monitor": repr(self.monitor), "mode": "'auto'"},
            "pass mode='max' or mode='min'",
        )


@internal
def name_hint(monitor, names) -> str:
    """What a name that is not there may have been meant for, after a semicolon."""
    if monitor.startswith("val_") and not any(n.startswith("val_") for n in names):
        return "; pass validation_data or validation_split to fit"
    close = difflib.get_close_matches(monitor, names, 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _all_metrics(model) -> list:
    """The metrics of a model, also those inside containers of metrics."""
    found = []
    for metric in graph.flatten(getattr(model, "metrics", None)):
        inner = getattr(metric, "metrics", None)
        found += inner if inner else [metric]
    return [metric for metric in found if hasattr(metric, "name")]
