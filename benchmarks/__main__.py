"""Runs the benchmarks that are named, or all: python -m benchmarks [name ...]"""

from __future__ import annotations

import importlib
import os
import sys

ALL = ("machine", "overhead", "eager", "mlp_step", "memory")


def main() -> None:
    set_variables = [
        v for v in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE") if v in os.environ
    ]
    if set_variables:
        print(
            f"note: {', '.join(set_variables)} set; timings are not the machine's best"
        )
    for name in sys.argv[1:] or ALL:
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
