"""Settings of the whole suite."""

from __future__ import annotations

import gc
import os

# Tests leave no machine code behind, and find none: kernels that tests define are not
# among what tells one version of it from another.
os.environ.setdefault("KERASISH_CACHE", "off")

# Arrays in tests are small: threads of the linear algebra libraries would only wait for
# each other. Read when numpy is loaded, so it must be set before that.
for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")


def pytest_collection_finish():
    """Spares the garbage collector the tests themselves, and many small rounds."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
