"""Exports a model for programs without Kerasish: to ONNX or C."""

from __future__ import annotations

import argparse
import os

from kerasish.command_line.running.errors_told import run_telling_errors
from kerasish.saving.loading import load_model

_EPILOG = "exit codes: 0 written; 1 not written; 2 wrong arguments"


def main(arguments: list[str] | None = None) -> int:
    """Writes what a model predicts in another program's form; returns the exit code.

    Args:
        arguments: of the command line, without the names of program and command.

    Example:
        >>> from kerasish.command_line.export import main
        >>> main(["no such file.h5", "model.onnx"])
        1
    """
    parser = argparse.ArgumentParser(
        "python -m kerasish export", description=__doc__, epilog=_EPILOG
    )
    parser.add_argument("model", help=".h5 or .keras")
    parser.add_argument("target", help="its ending says the form: .onnx or .c")
    parser.add_argument("--format", help="the form, if the ending does not say it")
    options = parser.parse_args(arguments)
    return run_telling_errors(lambda: _export(options))


def _export(options) -> int:
    model = load_model(options.model, compile=False)
    model.export(options.target, format=options.format)
    size = os.path.getsize(options.target)
    print(f"{options.model} -> {options.target}: {size:,} bytes")
    return 0
