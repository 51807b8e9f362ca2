"""Shows what a file of a model holds; with --html as a page with its graph."""

from __future__ import annotations

import argparse

from kerasish.base.errors import FileError
from kerasish.command_line.running.errors_told import run_telling_errors
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
        "of models. Nothing from a file is run, and only --html builds the model.",
        epilog=_EPILOG,
    )
    parser.add_argument("files", nargs="+", help=".h5, .weights.h5 or .keras")
    parser.add_argument("--json", action="store_true", help="one JSON line a file")
    parser.add_argument(
        "--html",
        metavar="PAGE",
        help="writes a page that shows the model of the file, which is built for that; "
        "nothing from the file is run",
    )
    options = parser.parse_args(arguments)
    if options.html is not None and len(options.files) > 1:
        parser.error("--html shows the model of one file")
    code = max(_show(path, options.json) for path in options.files)
    if options.html is not None and code in (0, 3):
        path = options.files[0]
        written = run_telling_errors(lambda: _write_page(path, options.html))
        return written if written else code
    return code


def _write_page(path: str, page: str) -> int:
    # only this builds anything: without it the command starts at once
    from kerasish.saving.loading import load_model

    load_model(path, compile=False).explore(page)
    print(f"page: {page}")
    return 0


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
