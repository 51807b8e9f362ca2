"""Loads every module of the engine, so that the table of lowerings is complete."""

from __future__ import annotations

import functools

import graph.engines.native
from graph.ops.loading import load_all


@functools.cache
def load_lowerings() -> None:
    """Imports whatever is below this package; a new lowering needs no list."""
    load_all(graph.engines.native)
