"""Writes a model in another form: .keras, .h5, .weights.h5."""

from __future__ import annotations

import argparse
import sys
import warnings

import graph
from kerasish.saving.conversion import convert

_EPILOG = """exit codes: 0 written, and both files predict the same; 1 not written;
2 wrong arguments; 3 written but not compared, because the inputs of the model are not
known. Your own classes cannot be given here: call kerasish.saving.convert(source,
target, custom_objects=...) in Python."""


def main(arguments: list[str] | None = None) -> int:
    """Converts one file, says what was done, and returns the exit code.

    Args:
        arguments: of the command line, without the program's name.

    Example:
        >>> from kerasish.command_line.convert import main
        >>> main(["no such file.h5", "new.keras"])
        'no such file.h5': there is no such file
          hint: check the path; the working folder matters for relative ones
        1
    """
    parser = argparse.ArgumentParser(
        "python -m kerasish convert",
        description="Writes a model that any Keras wrote in another form: .keras, "
        ".h5, .hdf5 or .weights.h5. The new file must predict what the old one does.",
        epilog=_EPILOG,
    )
    parser.add_argument("source", help="a whole model, or weights with --architecture")
    parser.add_argument("target", help="its ending says the form")
    parser.add_argument("--force", action="store_true", help="replace the target")
    parser.add_argument("--architecture", metavar="JSON", help="what to_json() gave")
    options = parser.parse_args(arguments)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        code = _convert(options)
    for warning in told:
        print(f"warning: {warning.message}", file=sys.stderr)
    return code


def _convert(options) -> int:
    try:
        done = convert(
            options.source,
            options.target,
            overwrite=options.force,
            architecture=options.architecture,
        )
    except (graph.GraphError, NotImplementedError, OSError) as error:
        print(str(error).split("\n  made by:")[0])
        return 1
    print(done)
    return 0 if done.verified else 3
