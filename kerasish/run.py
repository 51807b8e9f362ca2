"""Starts a script on several ranks: ``python -m kerasish.run -n 4 train.py``.

The script makes a `kerasish.distribution.DataParallel`, and compiles its model in its
scope. ``--max-restarts`` starts a job that fails again; the script then goes on from
where it was, if it calls ``fit(resume=folder)``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from kerasish.distribution.supervisor import Supervisor


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs what the command line says; returns the exit code."""
    own, script = _split(sys.argv[1:] if arguments is None else list(arguments))
    parser = _parser()
    given = parser.parse_args(own)
    if not script:
        parser.error("a script is needed")
    least = given.n if given.min_n is None else given.min_n
    if not 1 <= least <= given.n:
        parser.error(f"--min-n must be from 1 to {given.n}, not {least}")
    supervisor = Supervisor(script, given.n, least, given.max_restarts, given.mpiexec)
    try:
        return supervisor.run()
    except KeyboardInterrupt:
        return 130


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """What is for this program, and the script with what is for it."""
    place = 0
    while place < len(arguments) and arguments[place] != "-m":
        argument = arguments[place]
        if not argument.startswith("-"):
            break
        takes_next = "=" not in argument and argument not in ("-h", "--help")
        place += 2 if takes_next else 1
    return arguments[:place], arguments[place:]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m kerasish.run",
        usage="%(prog)s [options] (SCRIPT | -m MODULE) [arguments]",
        description=__doc__,
    )
    parser.add_argument("-n", type=int, required=True, help="how many ranks")
    parser.add_argument(
        "--min-n", type=int, help="go on with so many when ranks are killed; default -n"
    )
    parser.add_argument(
        "--max-restarts", type=int, default=0, help="how often a job starts again"
    )
    parser.add_argument(
        "--mpiexec", help="the launcher with arguments, for example for other hosts"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
