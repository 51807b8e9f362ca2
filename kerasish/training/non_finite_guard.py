"""Looks at the loss of each step, and tells once where a bad one came from."""

from __future__ import annotations

from kerasish.base.errors import DataError
from kerasish.base.strategy import is_first_rank, joined_strategy
from kerasish.training.advice import tell_overflow
from kerasish.training.batches import is_finite, require_finite
from kerasish.training.non_finite_origin import find_origin
from kerasish.training.recent_steps import KeptStep, RecentSteps
from kerasish.training.saved_batch import save_batch
from kerasish.training.step_functions import StepFunction


class NonFiniteGuard:
    """What fit does about losses that are not finite.

    Args:
        model: a compiled model.

    Attributes:
        explains: whether steps are kept to be run again: True, False, or None for
            "if the state is small". Callbacks set it before the first step.
        save_to: a path for the first bad batch, or None.
        is_expected: whether such losses are no surprise: nothing is told.
        text: what was told; "" before.
    """

    def __init__(self, model):
        self.model = model
        self.explains: bool | None = None
        self.save_to = None
        self.is_expected = False
        self.text = ""
        self._recent: RecentSteps | None = None

    def begin(self, function) -> None:
        """Takes note of what runs the steps."""
        explains = not (self.is_expected or self.explains is False)
        own = isinstance(function, StepFunction)
        if own and explains and joined_strategy() is None:
            self._recent = RecentSteps(self.model, function.step, bool(self.explains))

    def before(self, epoch: int, first: int, group: tuple) -> None:
        """Called before each step."""
        if self._recent is not None:
            self._recent.add(epoch, first, group)

    def after(self, logs: dict, epoch: int, first: int, group: tuple) -> None:
        """Called after it.

        Raises:
            DataError: the loss is not finite since the data are not.
        """
        loss = logs.get("loss")
        if self._recent is not None:
            self._recent.note(loss)
        if loss is None or is_finite(loss):
            return
        for number, batch in enumerate(group, first):
            try:
                require_finite(logs, (batch,))
            except DataError as error:
                saved = self._save(KeptStep(epoch, number, batch))
                if saved:
                    error.__notes__ = [*getattr(error, "__notes__", ()), saved]
                raise
        if not self.text and not self.is_expected:
            self._tell(logs, KeptStep(epoch, first, group[0]))

    def _tell(self, logs, noticed: KeptStep) -> None:
        recent, self._recent = self._recent, None  # one answer is enough
        origin = why = None
        if recent is None:
            why = "" if self.explains is False else "the steps are the program's own"
            if joined_strategy() is not None:
                why = "that is looked for where one process trains"
        elif recent.missing:
            why = recent.missing
        else:
            origin = find_origin(recent)
        saved = self._save(noticed if origin is None else origin.step)
        if not is_first_rank():
            return
        self.text = tell_overflow(logs["loss"], noticed, origin, why, saved)

    def _save(self, step: KeptStep) -> str:
        if self.save_to is None:
            return ""
        path = save_batch(self.save_to, step.batch, step.epoch, step.number)
        return f"the batch is in {path}"
