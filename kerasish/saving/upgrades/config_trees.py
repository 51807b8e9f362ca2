"""Walks over configs of models, as plain data."""

from __future__ import annotations

from collections.abc import Iterator


def records_in(tree) -> Iterator[dict]:
    """The record (class_name, config) of each object in a tree."""
    if isinstance(tree, dict):
        name, config = tree.get("class_name"), tree.get("config")
        if isinstance(name, str) and isinstance(config, dict):
            yield tree
    for item in _inside(tree):
        yield from records_in(item)


def lists_in(tree) -> Iterator[list]:
    """Each list in a tree, that around others first."""
    if isinstance(tree, list):
        yield tree
    for item in _inside(tree):
        yield from lists_in(item)


def _inside(tree):
    if isinstance(tree, dict):
        return list(tree.values())
    return tree if isinstance(tree, list) else ()
