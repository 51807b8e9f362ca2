"""Scopes of names."""

from __future__ import annotations

import graph


def name_scope(name: str):
    """Nodes made inside carry this name; see `graph.name_scope`."""
    return graph.name_scope(name)
