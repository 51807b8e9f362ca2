"""Writes docs/coverage.md: python -m docs.coverage --keras path/to/python."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
from pathlib import Path

from docs.coverage import surface
from docs.coverage.page import page

FOLDER = Path(__file__).parent
VERSION = "import keras; print(keras.__version__)"


def ask(python: str, *arguments: str) -> str:
    """What a program prints in the environment that has Keras."""
    environment = {"KERAS_BACKEND": "jax", **os.environ}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        [python, *arguments],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout.splitlines()[-1]


def main() -> None:
    parser = argparse.ArgumentParser("python -m docs.coverage", description=__doc__)
    parser.add_argument("--keras", required=True, help="a Python that has Keras")
    parser.add_argument("--to", default=FOLDER.parent / "coverage.md", type=Path)
    chosen = parser.parse_args()
    theirs = json.loads(ask(chosen.keras, str(FOLDER / "surface.py"), "keras"))
    wanted = {path: list(names) for path, names in theirs.items()}
    ours = surface.read("kerasish", wanted)
    chosen.to.write_text(page(ask(chosen.keras, "-c", VERSION), theirs, ours))
    print(f"wrote {chosen.to}")


if __name__ == "__main__":
    main()
