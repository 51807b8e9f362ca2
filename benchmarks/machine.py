"""What this machine can do: the peak of its matrix product and of its memory."""

from __future__ import annotations

import numpy as np

from benchmarks.measure import interleaved, print_table

SIZE = 1024


def main() -> None:
    a = np.random.default_rng(0).random((SIZE, SIZE), dtype="float32")
    product, copied = np.empty_like(a), np.empty(1 << 24, "float32")
    source = np.ones_like(copied)
    times = interleaved(
        {
            "product": lambda: np.matmul(a, a, out=product),
            "copy": lambda: np.copyto(copied, source),
        },
        repeats=20,
    )
    flops = 2 * SIZE**3 / times["product"]
    bandwidth = 2 * copied.nbytes / times["copy"]
    print_table(
        "machine",
        [
            ("what", "peak"),
            ("matrix product, float32", f"{flops / 1e9:.0f} GFLOP/s"),
            ("memory, read and write", f"{bandwidth / 1e9:.1f} GB/s"),
        ],
    )


if __name__ == "__main__":
    main()
