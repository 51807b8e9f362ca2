"""The matrix as tables for people, and as JSON."""

from __future__ import annotations

import json

from benchmarks.interop.catalogue import FEATURES
from benchmarks.interop.forms import FORMS
from benchmarks.interop.matrix import FAIL, OK, UNWRITTEN, Cell, as_data
from benchmarks.tables import print_table

#: letters of the statuses in the table of features
MARKS = {
    "ok": "+",
    "predicts": "p",
    "keras 3": "k",
    "unsupported": "-",
    "unwritten": ".",
    "others": "o",
    "FAIL": "FAIL",
}
LEGEND = (
    "+ equal\n"
    "p predicts equally, but does not train on: nor does it with the reader's own\n"
    "k written for Keras 3: no file is for both\n"
    "- the reader cannot read its own file either   . not written by the writer\n"
    "o fails between others"
)


def print_tables(cells: list[Cell], versions: dict[str, str]) -> None:
    """Prints counts, a line for each feature, and what failed."""
    print(", ".join(f"{name} {version}" for name, version in versions.items()))
    print_table("files that open, of those written", count_rows(cells))
    print_table("features", feature_rows(cells))
    print(LEGEND)
    for cell in cells:
        if cell.status == FAIL:
            print(
                f"\nFAIL {cell.feature!r}, {cell.form}: {cell.writer} -> "
                f"{cell.reader}\n    {cell.detail[:600]}"
            )


def _pairs(cells) -> list[tuple[str, str]]:
    return list(dict.fromkeys((c.writer, c.reader) for c in cells))


def count_rows(cells: list[Cell]) -> list[tuple]:
    """A line for each writer and reader: ok of written, by form."""
    rows = [("writer -> reader", *FORMS)]
    for writer, reader in _pairs(cells):
        row = [f"{writer} -> {reader}"]
        for form in FORMS:
            own = [
                c
                for c in cells
                if (c.writer, c.reader, c.form) == (writer, reader, form)
                and c.status != UNWRITTEN
            ]
            row.append(_summary(own))
        rows.append(tuple(row))
    return rows


def _summary(cells) -> str:
    if not cells:
        return ""
    good = sum(c.status == OK for c in cells)
    parts = [f"{good}/{len(cells)}"]
    for status in MARKS:
        count = sum(c.status == status for c in cells)
        if count and status != OK:
            parts.append(f"{count} {MARKS[status]}")
    return ", ".join(parts)


def feature_rows(cells: list[Cell]) -> list[tuple]:
    """A line for each feature: a mark for each form, by writer and reader."""
    pairs = [p for p in _pairs(cells) if "kerasish" in p]
    rows = [("feature", *(f"{w} -> {r}" for w, r in pairs))]
    for feature in dict.fromkeys(c.feature for c in cells):
        marks = []
        for pair in pairs:
            by_form = {
                c.form: MARKS[c.status]
                for c in cells
                if c.feature == feature and (c.writer, c.reader) == pair
            }
            marks.append(" ".join(by_form.get(form, " ") for form in FORMS))
        rows.append((feature, *marks))
    return rows


def write_json(path: str, cells: list[Cell], versions: dict[str, str]) -> None:
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"versions": versions, "cells": as_data(cells)}, file, indent=1)


def read_runs(paths: list[str]) -> tuple[list[Cell], dict[str, str]]:
    """Cells and versions of files that `write_json` wrote, put together."""
    found: dict[tuple, Cell] = {}
    versions: dict[str, str] = {}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
        versions |= data["versions"]
        cells = [Cell(**cell) for cell in data["cells"]]
        found |= {(c.feature, c.form, c.writer, c.reader): c for c in cells}
    return [cell for cell in found.values() if cell.feature in FEATURES], versions
