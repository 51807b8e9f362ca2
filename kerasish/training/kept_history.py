"""What was logged before an error is kept, and the error says where."""

from __future__ import annotations

import contextlib


@contextlib.contextmanager
def telling_of_history(model):
    """Errors that leave it have a note that epochs are in ``model.history``."""
    try:
        yield
    except BaseException as error:
        history = getattr(model, "history", None)
        epochs = 0 if history is None else len(history.epoch)
        if epochs:
            number = "one epoch" if epochs == 1 else f"{epochs} epochs"
            note = f"  the logs of {number} are kept: model.history.history"
            error.__notes__ = [*getattr(error, "__notes__", ()), note]
        raise
