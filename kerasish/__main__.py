"""``python -m kerasish COMMAND``: models from the command line.

Only the module of the chosen command is imported, so that help appears at once.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import importlib.util
import os
import pkgutil
import sys
from collections.abc import Sequence

from kerasish import __version__, command_line


def commands() -> list[str]:
    """The names of all sub-commands: the modules of `kerasish.command_line`.

    Example:
        >>> from kerasish.__main__ import commands
        >>> "inspect" in commands()
        True
    """
    found = pkgutil.iter_modules(command_line.__path__)
    return sorted(module.name for module in found if not module.ispkg)


def summary(command: str) -> str:
    """The first line of a command's docstring, read without importing it."""
    spec = importlib.util.find_spec(f"{command_line.__name__}.{command}")
    text = ast.get_docstring(ast.parse(spec.loader.get_source(spec.name)))
    return text.splitlines()[0]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one sub-command; returns its exit code.

    Args:
        arguments: of the command line, without the program's name.

    Example:
        >>> from kerasish.__main__ import main
        >>> main(["inspect", "no such file.h5"])
        'no such file.h5': there is no such file
        1
    """
    chosen = _parser().parse_args(arguments)
    module = importlib.import_module(f"{command_line.__name__}.{chosen.command}")
    return module.main(chosen.arguments)


def _parser() -> argparse.ArgumentParser:
    names = commands()
    width = max(map(len, names))
    lines = [f"  {name:{width}}  {summary(name)}" for name in names]
    parser = argparse.ArgumentParser(
        "python -m kerasish",
        usage="%(prog)s COMMAND [arguments]",
        description="\n".join(["commands:", *lines]),
        epilog="python -m kerasish COMMAND --help tells more.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=__version__)
    add = parser.add_argument
    add("command", choices=names, metavar="COMMAND", help="one of those above")
    add("arguments", nargs=argparse.REMAINDER, help="of the command")
    return parser


def _main_of_process() -> int:
    """`main`, quiet where the reader of the output has gone, as ``| head`` does."""
    try:
        code = main()
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


if __name__ == "__main__":
    sys.exit(_main_of_process())
