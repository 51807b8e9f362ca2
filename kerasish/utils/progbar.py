"""A progress bar for steps of known or unknown number."""

from __future__ import annotations

import sys
import time

import numpy as np

from kerasish.base.errors import fail
from kerasish.utils.printing import is_terminal, print_message

_BOLD, _GREEN, _GREY, _PLAIN = "\x1b[1m", "\x1b[32m", "\x1b[37m", "\x1b[0m"


class Progbar:
    """Shows how far a loop is, how long it takes, and the values of metrics.

    On a terminal one line is written over and over; elsewhere (a file, a pipe) one
    line is written at the end, without colours.

    Args:
        target: number of steps; None when it is not known.
        width: of the bar, in characters.
        verbose: 0 silent; 1 a bar; 2 one line at the end, without a bar.
        interval: least seconds between two updates of the screen.
        stateful_metrics: names of values that are shown as they are; the others are
            averaged over the steps.
        stateless_metrics: names of values that are averaged, while the others are
            shown as they are. Only one of the two can be given.
        unit_name: what is counted.

    Raises:
        ArgumentError: both kinds of names are given.

    Example:
        >>> from kerasish import utils
        >>> bar = utils.Progbar(4, verbose=2)
        >>> bar.update(2, [("loss", 3.0)])
        >>> bar.update(4, [("loss", 1.0)])  # doctest: +ELLIPSIS
        4/4 - ...s - ...s/step - loss: 2.0000
    """

    def __init__(
        self,
        target,
        width=20,
        verbose=1,
        interval=0.05,
        stateful_metrics=None,
        stateless_metrics=None,
        unit_name="step",
    ):
        if stateful_metrics is not None and stateless_metrics is not None:
            fail(
                "Progbar: stateful_metrics and stateless_metrics exclude each other",
                {"stateful": stateful_metrics, "stateless": stateless_metrics},
                "name the values that are averaged, or those that are not",
            )
        self.target = target
        self.width = width
        self.verbose = verbose
        self.interval = interval
        self.unit_name = unit_name
        self._shown_as_is = set(() if stateful_metrics is None else stateful_metrics)
        self._averaged = None if stateless_metrics is None else set(stateless_metrics)
        self._sums: dict[str, list] = {}  # name -> [sum, weight]
        self._seen = 0
        self._on_terminal = is_terminal()
        self._start = time.perf_counter()
        self._after_first = None
        self._next_update = 0.0
        self._last_width = 0

    def update(self, current, values=None, finalize=None) -> None:
        """Shows a step.

        Args:
            current: how many steps are done.
            values: pairs of a name and the value of the last steps.
            finalize: whether this is the last update; by default when the target is
                reached.
        """
        if finalize is None:
            finalize = self.target is not None and current >= self.target
        steps = current - self._seen
        self._seen = current
        for name, value in () if values is None else values:
            self._take(name, value, max(steps, 1))
        now = time.perf_counter()
        seconds = self._seconds_a_step(current, now)
        if self.verbose == 1 and (finalize or self._is_due(now)):
            self._draw(current, now, seconds, finalize)
            self._next_update = now + self.interval
        elif self.verbose == 2 and finalize:
            print_message(self._summary(current, now, seconds))

    def add(self, n, values=None) -> None:
        """Shows that n more steps are done."""
        self.update(self._seen + n, values)

    def _is_due(self, now) -> bool:
        return self._on_terminal and now >= self._next_update

    def _take(self, name, value, weight) -> None:
        averaged = (
            name not in self._shown_as_is
            if self._averaged is None
            else name in self._averaged
        )
        if averaged and name in self._sums:
            self._sums[name][0] += value * weight
            self._sums[name][1] += weight
        elif averaged:
            self._sums[name] = [value * weight, weight]
        else:
            self._sums[name] = [value, 1]

    def _seconds_a_step(self, current, now) -> float:
        """The mean so far; without the first step, which compiles, if it can be."""
        if not current:
            return 0.0
        if current == 1:
            self._after_first = now
        if self._after_first is not None and current > 1:
            return (now - self._after_first) / (current - 1)
        return (now - self._start) / current

    # ---- text

    def _draw(self, current, now, seconds, finalize) -> None:
        if finalize or not self.target:
            shown = f"{now - self._start:.0f}s"
        else:
            shown = _duration(seconds * (self.target - current))
        count, bar = self._count(current), self._bar(current)
        rest = f"{_a_step(seconds, self.unit_name)}{self._metrics()}"
        line = " ".join(part for part in (count, bar, shown, rest) if part)
        if not self._on_terminal:
            print_message(line)
            return
        padding = " " * (self._last_width - len(line))
        self._last_width = len(line)
        done = self._done(current) if bar else 0
        bar = f"{_GREEN}{bar[:done]}{_PLAIN}{_GREY}{bar[done:]}{_PLAIN}" if bar else ""
        parts = (f"{_BOLD}{count}{_PLAIN}", bar, f"{_BOLD}{shown}{_PLAIN}", rest)
        line = " ".join(part for part in parts if part)
        print_message(f"\r{line}{padding}", end="\n" if finalize else "")

    def _summary(self, current, now, seconds) -> str:
        parts = [self._count(current), f"{now - self._start:.0f}s"]
        parts.append(_a_step(seconds, self.unit_name))
        return " - ".join(parts) + self._metrics()

    def _count(self, current) -> str:
        if not self.target:
            return f"{current:7d}/Unknown"
        return f"{current:{len(str(self.target))}d}/{self.target}"

    def _done(self, current) -> int:
        """How many characters of the bar are done."""
        return min(int(self.width * current / self.target), self.width)

    def _bar(self, current) -> str:
        if not self.target:
            return ""
        full, empty = _bar_characters()
        done = self._done(current)
        return full * done + empty * (self.width - done)

    def _metrics(self) -> str:
        text = ""
        for name, (total, weight) in self._sums.items():
            mean = float(np.mean(total)) / weight
            text += (
                f" - {name}: {mean:.4f}"
                if abs(mean) > 1e-3
                else (f" - {name}: {mean:.4e}")
            )
        return text


def _bar_characters() -> tuple[str, str]:
    """What done and open steps are drawn with: one line, which colours tell apart."""
    encoding = getattr(sys.stdout, "encoding", None)
    try:
        "━".encode(encoding if encoding is not None else "utf-8")
    except UnicodeEncodeError:
        return "=", "."
    return "━", "━"


def _duration(seconds: float) -> str:
    """Hours, minutes and seconds, as many as are needed."""
    seconds = int(seconds)
    if seconds > 3600:
        return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"
    if seconds > 60:
        return f"{seconds // 60}:{seconds % 60:02d}"
    return f"{seconds}s"


def _a_step(seconds: float, unit: str) -> str:
    """Seconds, milliseconds or microseconds for each step."""
    if seconds >= 1 or seconds == 0:
        return f"{seconds:.0f}s/{unit}"
    if seconds >= 1e-3:
        return f"{seconds * 1e3:.0f}ms/{unit}"
    return f"{seconds * 1e6:.0f}us/{unit}"
