"""What ``python -m kerasish.run`` starts on each rank: the script, with others around.

The ranks find each other before the script begins. So an error in its first line
reaches all of them, where others would wait for this rank without end.
"""

from __future__ import annotations

import os
import runpy
import sys

from kerasish.distribution.world import world_communicator


def _main() -> None:
    world_communicator()
    script, *arguments = sys.argv[1:]
    if script == "-m":
        sys.argv = arguments
        sys.path.insert(0, os.getcwd())
        runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
        return
    sys.argv = [script, *arguments]
    sys.path.insert(0, os.path.dirname(os.path.abspath(script)))
    runpy.run_path(script, run_name="__main__")


if __name__ == "__main__":
    _main()
