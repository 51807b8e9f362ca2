"""The optimizers of a model whose learning rates callbacks read and set."""

from __future__ import annotations

import numpy as np

from kerasish.base.discovery import internal


@internal
def optimizers_of(model) -> list[tuple[str, object]]:
    """Labels and optimizers: those inside a MultiOptimizer by name, one without."""
    inner = getattr(model.optimizer, "optimizers", None)
    if inner is None:
        return [("", model.optimizer)]
    return [(optimizer.name, optimizer) for optimizer in inner]


@internal
def learning_rates(model) -> dict[str, float]:
    """What is logged: "learning_rate", or "learning_rate_<name>" for several."""
    return {
        f"learning_rate_{label}" if label else "learning_rate": float(
            np.asarray(optimizer.learning_rate)
        )
        for label, optimizer in optimizers_of(model)
    }
