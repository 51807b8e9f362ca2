"""Losses that are not finite, though the data are."""

from __future__ import annotations

import numpy as np

from kerasish.training.advice.giving import give


def tell_overflow(loss, batch: int, epoch: int) -> None:
    """Warns that numbers have grown until they overflowed.

    Args:
        loss: NaN or infinite.
        batch, epoch: where that was first, counted from 0.
    """
    give(
        "loss is not finite",
        f"it is {float(np.mean(loss))} in batch {batch} of epoch {epoch + 1}, and the "
        "data of the batch are finite: weights or activations have overflowed, or an "
        "op such as log or a division left its domain. A lower learning rate or "
        "clipnorm=1.0 in the optimizer often helps; inside "
        "`with graph.debug.check_finite():` fit stops at the first such op and names "
        "its layer and line",
    )
