"""Shows what a file of a model holds, without building anything."""

from __future__ import annotations

import argparse

from kerasish.base.errors import FileError
from kerasish.saving.inspection.inspecting import inspect

_EPILOG = """exit codes: 0 nothing is wrong; 1 it is damaged, or no file of a model;
2 wrong arguments; 3 something in it is suspicious"""


def main(arguments: list[str] | None = None) -> int:
    """Prints the inspection of each file; returns the exit code.

    Args:
        arguments: of the command line, without the program's name.

    Example:
        >>> from kerasish.command_line.inspect import main
        >>> main(["no such file.h5"])
        'no such file.h5': there is no such file
        1
    """
    parser = argparse.ArgumentParser(
        "python -m kerasish inspect",
        description="Shows layers, weights, versions and what is suspicious in files "
        "of models. Nothing is built and nothing from a file is run.",
        epilog=_EPILOG,
    )
    parser.add_argument("files", nargs="+", help=".h5, .weights.h5 or .keras")
    parser.add_argument("--json", action="store_true", help="one JSON line a file")
    options = parser.parse_args(arguments)
    return max(_show(path, options.json) for path in options.files)


def _show(path: str, as_json: bool) -> int:
    try:
        found = inspect(path)
    except FileError as error:
        print(str(error).split("\n")[0])
        return 1
    print(found.to_json() if as_json else found)
    if found.problems:
        return 1
    return 3 if found.suspicious else 0
