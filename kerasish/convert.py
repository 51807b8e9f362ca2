"""``python -m kerasish.convert old.h5 new.keras``: a model written in another form."""

from __future__ import annotations

import sys

from kerasish.command_line.convert import main

if __name__ == "__main__":
    sys.exit(main())
