"""The public functions of `graph` by name, for what stands below the package."""

from __future__ import annotations

from types import SimpleNamespace

from graph.ops.public import PUBLIC

FUNCTIONS = SimpleNamespace(**PUBLIC)
