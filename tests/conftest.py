"""Settings of the whole suite."""

from __future__ import annotations

import os

# Tests leave no machine code behind.
os.environ.setdefault("KERASISH_CACHE", "off")

# Arrays in tests are small: threads of the linear algebra libraries would only wait for
# each other. Read when numpy is loaded, so it must be set before that.
for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")
