"""Why names of Keras are absent: the first pattern that fits the module and name."""

from __future__ import annotations

import re

#: patterns of "module.name", and the reason
REASONS = (
    (r"distribution\.|\.?(Device|device$)", "one processor; there are no devices"),
    (r"export\.|TFSMLayer|export", "files of other frameworks"),
    (r"Jax|Flax|Torch|Orbax|tensorflow", "wraps another framework"),
    (r"backend|Remat|remat|StatelessScope|SymbolicScope", "belongs to Keras' backends"),
    (r"Stateless|Symbolic", "belongs to Keras' backends"),
    (r"TensorBoard", "writes files of TensorFlow"),
)
UNKNOWN = "not written yet"


def reason(path: str, name: str) -> str:
    """Why a name of a module is absent."""
    full = f"{path}.{name}"
    return next((why for pattern, why in REASONS if re.search(pattern, full)), UNKNOWN)
