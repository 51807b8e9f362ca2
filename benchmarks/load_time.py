"""How long whole models take to open, beside h5py alone reading their datasets."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import h5py
import numpy as np

import kerasish
from benchmarks.measure import interleaved
from benchmarks.tables import format_seconds, print_table
from kerasish import layers


def dense_model():
    """A hundred megabytes in a few large layers."""
    return kerasish.Sequential(
        [
            kerasish.Input((2048,)),
            *(layers.Dense(2048, activation="relu") for _ in range(6)),
            layers.Dense(10),
        ]
    )


def resnet_model():
    """A hundred megabytes in many layers."""
    return kerasish.applications.ResNet50(weights=None)


MODELS = {"Dense": dense_model, "ResNet50": resnet_model}


def read_datasets(path: str) -> list[np.ndarray]:
    """All arrays of a file, or of the weights in an archive, by h5py alone.

    Those of an archive are taken into memory first: from the archive itself, h5py needs
    twenty times as long, because it reads back and forth.
    """
    file = path
    if path.endswith(".keras"):
        with zipfile.ZipFile(path) as archive:
            file = io.BytesIO(archive.read("model.weights.h5"))
    with h5py.File(file) as opened:
        return _arrays(opened)


def _arrays(file) -> list[np.ndarray]:
    found = []

    def note(name, item):
        if isinstance(item, h5py.Dataset):
            found.append(item[()])

    file.visititems(note)
    return found


def seconds_in_new_process(path: str) -> float:
    """Seconds that the first load in a process takes, after the imports."""
    code = (
        "import sys, time, kerasish\n"
        "start = time.perf_counter()\n"
        "kerasish.models.load_model(sys.argv[1])\n"
        "print(time.perf_counter() - start)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, path], capture_output=True, text=True, check=True
    )
    return float(run.stdout)


def main() -> None:
    rows = [("file", "MB", "h5py alone", "load_model", "ratio", "new process")]
    with tempfile.TemporaryDirectory() as folder:
        for name, make in MODELS.items():
            model = make()
            for ending in (".h5", ".keras"):
                path = str(Path(folder, name + ending))
                model.save(path)
                rows.append(row_of(path))
    print_table("opening whole models, the file in the cache of pages", rows)


def row_of(path: str) -> tuple:
    """Medians of calls in turn."""
    times = interleaved(
        {
            "h5py": lambda: read_datasets(path),
            "load": lambda: kerasish.models.load_model(path),
        },
        repeats=7,
    )
    first = sorted(seconds_in_new_process(path) for _ in range(3))[1]
    return (
        Path(path).name,
        f"{os.path.getsize(path) / 1e6:.0f}",
        format_seconds(times["h5py"]),
        format_seconds(times["load"]),
        f"{times['load'] / times['h5py']:.2f}",
        format_seconds(first),
    )


if __name__ == "__main__":
    main()
