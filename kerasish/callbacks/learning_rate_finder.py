"""Tries learning rates, from one that is too small to one that is too large."""

from __future__ import annotations

import math

import numpy as np

from kerasish.base.errors import NotBuiltError, fail
from kerasish.base.figures import axes_to_draw_in, write_figure
from kerasish.base.rules import fraction, optional, positive_int, positive_number
from kerasish.callbacks.callback import Callback
from kerasish.callbacks.optimizers_of import optimizers_of

#: steps where nobody knows how many fit makes
DEFAULT_STEPS = 100
_ARGUMENTS = {
    "start": positive_number,
    "end": positive_number,
    "steps": optional(positive_int),
    "smoothing": fraction,
    "stop_factor": positive_number,
}


class LearningRateFinder(Callback):
    """rate = start * (end / start)**(step / (steps - 1)), and the loss at each.

    Give it to a fit of its own. That ends when the rates are tried, or when the loss is
    far above its lowest value; weights, optimizer, metrics and random generators are
    then as they were when it began.

    Args:
        start, end: the first and the last rate, start < end.
        steps: how many rates; None for all steps that fit makes.
        smoothing: weight, below 1, of the losses before in their moving average.
        stop_factor: it ends when the average is this many times its lowest value.

    Attributes:
        rates, losses: what was tried, and the loss of each step alone.

    Raises:
        ArgumentError: start is not below end; or when fit starts: the learning rate is
            computed by a schedule.
        NotBuiltError: when fit starts: the model has no weights yet.

    Source:
        Smith 2017, "Cyclical Learning Rates for Training Neural Networks",
        arXiv:1506.01186, section 3.3.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.utils.set_random_seed(0)
        >>> x = np.random.default_rng(0).normal(size=(512, 3))
        >>> model = kerasish.Sequential([kerasish.Input((3,)),
        ...                              kerasish.layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> finder = kerasish.callbacks.LearningRateFinder(1e-4, 10.0, steps=60)
        >>> _ = model.fit(x, x @ np.ones((3, 1)), epochs=4, verbose=0,
        ...               callbacks=[finder])
        >>> 1e-3 < finder.suggestion < 1.0
        True
        >>> round(float(model.optimizer.learning_rate), 4)
        0.01
    """

    def __init__(
        self, start=1e-7, end=10.0, steps=None, smoothing=0.9, stop_factor=4.0
    ):
        super().__init__()
        given = (start, end, steps, smoothing, stop_factor)
        for (name, rule), value in zip(_ARGUMENTS.items(), given):
            setattr(self, name, rule.check("LearningRateFinder", name, value))
        if not start < end:
            fail(
                "LearningRateFinder: start must be below end",
                {"start": start, "end": end},
            )
        self.rates: list[float] = []
        self.losses: list[float] = []
        self._before: dict | None = None

    def get_state(self) -> dict:
        """What was tried, and the state of the training before."""
        return {"rates": self.rates, "losses": self.losses, "before": self._before}

    def set_state(self, state) -> None:
        """Takes what `get_state` gave."""
        self.rates, self.losses = list(state["rates"]), list(state["losses"])
        self._before = state["before"]

    # ---- hooks

    def on_train_begin(self, logs=None):
        model = self.model
        _require_built(model)
        model._build_optimizer()
        self.rates, self.losses = [], []
        self._before = model._training_state()
        run = vars(model)["_fit_run"]
        run.is_trial = run.guard.is_expected = True
        self._set_rate(self._rate(0))

    def on_train_batch_begin(self, batch, logs=None):
        self._set_rate(self._rate(len(self.rates)))
        self.model.reset_metrics()  # so that the loss is that of the step alone

    def on_train_batch_end(self, batch, logs=None):
        self.rates.append(self._rate(len(self.rates)))
        self.losses.append(float(np.mean(logs["loss"])))
        means = self.smoothed()
        is_far = not means[-1] <= self.stop_factor * means.min() or (
            means[-1] > means[0] > 0 and means[-1] > self.stop_factor * means[0]
        )
        if len(self.rates) >= self._count() or not math.isfinite(means[-1]) or is_far:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self._before is not None:
            self.model._restore_training_state(self._before)
            self._before = None

    # ---- results

    def smoothed(self) -> np.ndarray:
        """The moving average of the losses, without the pull of its start to 0."""
        means, mean = [], 0.0
        for step, loss in enumerate(self.losses, 1):
            mean = self.smoothing * mean + (1.0 - self.smoothing) * loss
            means.append(mean / (1.0 - self.smoothing**step))
        return np.array(means)

    @property
    def suggestion(self) -> float | None:
        """The rate at which the loss falls fastest; None where it never falls.

        What is compared are means of an eighth of the losses, before and after a rate.
        The largest rate that trains well is mostly a few times that.
        """
        losses = np.array(self.losses)
        losses = losses[: int(np.argmin(np.append(np.isfinite(losses), False)))]
        width = max(1, len(losses) // 8)
        if len(losses) < 2 * width:
            return None
        sums = np.cumsum(np.append(0.0, losses))
        means = (sums[width:] - sums[:-width]) / width
        falls = (means[width:] - means[:-width])[: int(means.argmin()) + 1]
        steepest = int(falls.argmin())
        if not falls[steepest] < 0:
            return None
        return float(self.rates[steepest + width])

    def plot(self, path=None):
        """Draws the losses over the rates, with the suggestion.

        Args:
            path: of a picture, such as "rates.png"; None for none.

        Returns:
            The axes of matplotlib; ``matplotlib.pyplot.show()`` shows them if there is
            no path.

        Raises:
            MissingExtraError: matplotlib is not installed; it is the extra ``plot``.
        """
        axes = axes_to_draw_in("LearningRateFinder.plot", path, None)
        axes.plot(self.rates, self.losses, color="0.8", label="loss")
        axes.plot(self.rates, self.smoothed(), label="moving average")
        if self.suggestion is not None:
            label = f"suggestion {self.suggestion:.2g}"
            axes.axvline(self.suggestion, linestyle="--", color="C1", label=label)
        axes.set(xscale="log", xlabel="learning rate", ylabel="loss")
        axes.legend()
        write_figure(axes, path)
        return axes

    # ---- rates

    def _count(self) -> int:
        """How many rates are tried."""
        if self.steps is not None:
            return self.steps
        steps, epochs = (self.params or {}).get("steps"), self.params.get("epochs", 1)
        if steps is None:
            return DEFAULT_STEPS
        return max(1, steps * epochs // self.model.steps_per_execution)

    def _rate(self, step: int) -> float:
        part = step / max(1, self._count() - 1)
        return self.start * (self.end / self.start) ** part

    def _set_rate(self, rate: float) -> None:
        for _, optimizer in optimizers_of(self.model):
            optimizer.learning_rate = rate


def _require_built(model) -> None:
    if not model.built:
        fail(
            f"LearningRateFinder: model {model.name!r} has no weights yet, which could "
            "be restored",
            None,
            "start it with kerasish.Input, or call it on data once before fit",
            NotBuiltError,
        )
