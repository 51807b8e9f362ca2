"""``python -m kerasish.inspect file``: what a file holds, without building anything."""

from __future__ import annotations

import sys

from kerasish.command_line.inspect import main

if __name__ == "__main__":
    sys.exit(main())
