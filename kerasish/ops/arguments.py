"""Types of arguments that many functions take."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

#: one axis, several, or all
Axes = int | Sequence[int] | None
#: None for the function's own choice
DType = str | np.dtype | type | None
#: sizes of axes; one number is the only size
Sizes = int | Sequence[int]
