"""Predicts: arrays in, arrays out."""

from __future__ import annotations

import argparse
from pathlib import Path

from kerasish.base.errors import FileError, fail
from kerasish.command_line.running.arrays import (
    inputs_of,
    read_arrays,
    require_ending,
    write_arrays,
)
from kerasish.command_line.running.errors_told import run_telling_errors
from kerasish.command_line.running.numbers import at_least_one
from kerasish.saving.loading import load_model

_EPILOG = """exit codes: 0 written; 1 not written, and a file that was there is as it
was; 2 wrong arguments. An .npz file of inputs holds them by the names of the model's
inputs, or in their order when numpy named them (arr_0, arr_1)."""


def main(arguments: list[str] | None = None) -> int:
    """Writes what a model predicts for a file of arrays; returns the exit code.

    Args:
        arguments: of the command line, without the names of program and command.

    Example:
        >>> from kerasish.command_line.predict import main
        >>> main(["no such file.h5", "x.npy", "y.npy"])
        1
    """
    parser = argparse.ArgumentParser(
        "python -m kerasish predict", description=__doc__, epilog=_EPILOG
    )
    parser.add_argument("model", help=".h5 or .keras")
    parser.add_argument("input", help=".npy, or .npz for several inputs")
    parser.add_argument("output", help=".npy, or .npz for several outputs")
    parser.add_argument(
        "--batch-size", type=at_least_one, default=32, help="rows at a time (32)"
    )
    options = parser.parse_args(arguments)
    return run_telling_errors(lambda: _predict(options))


def _predict(options) -> int:
    _require_folder(options.output)
    arrays = read_arrays(options.input)
    model = load_model(options.model, compile=False)
    inputs = inputs_of(arrays, list(getattr(model, "input_names", None) or ()))
    results = model.predict(inputs, batch_size=options.batch_size, verbose=0)
    names = list(getattr(model, "output_names", None) or ())
    shown = write_arrays(options.output, results, names)
    print(f"{options.output}: {shown}")
    return 0


def _require_folder(path) -> None:
    """Told before the work, not after it."""
    require_ending(path, "output")
    if not Path(path).parent.is_dir():
        fail(
            f"{path!r}: the folder does not exist",
            hint="create it first",
            error=FileError,
        )
