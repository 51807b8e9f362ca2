"""Why names of Keras are absent: the first pattern that fits the module and name."""

from __future__ import annotations

import re

#: patterns of "module.name", and the reason
REASONS = (
    (r"\.device$", "one processor; there are no devices"),
    (r"export|TFSMLayer", "files of other frameworks"),
    (r"Jax|Flax|Torch|Orbax", "wraps another framework"),
    (r"TensorBoard", "writes files of TensorFlow"),
    (r"RemoteMonitor", "sends to a server"),
    (r"datasets\.|get_file", "nothing is downloaded"),
    (r"uantiz|AWQ|GPTQ|Float8|nt4|float8", "int8 is the only mode of quantization yet"),
)
UNKNOWN = "not written yet"


def reason(path: str, name: str) -> str:
    """Why a name of a module is absent."""
    full = f"{path}.{name}"
    return next((why for pattern, why in REASONS if re.search(pattern, full)), UNKNOWN)
