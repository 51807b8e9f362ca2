"""A table of layers as Markdown and as HTML."""

from __future__ import annotations

import re
from html import escape

from kerasish.base.discovery import internal

#: what shows that a layer is in a model, for each level
_NESTED = "\N{NO-BREAK SPACE}" * 3
_STYLE = (
    "border-collapse:collapse;font-size:90%;margin:4px 0",
    "border:1px solid #8888;padding:2px 8px;text-align:{}",
)


@internal
def as_markdown(table) -> str:
    """The title, a table and a list of the sums."""
    head = table.header
    rules = ["---:" if title == "Param #" else "---" for title in head]
    lines = [f"**Model: {_marked_down(table.name)}**", "", _line(head), _line(rules)]
    for row in table.rows:
        first, *cells = map(_marked_down, table.cells(row))
        prefix = f"{_NESTED * row.depth}└ " if row.depth else ""
        lines.append(_line([prefix + first, *cells]))
    sums = [f"- {name}: {number}" for name, number in table.lines_of_totals()]
    return "\n".join([*lines, "", *sums, ""])


@internal
def as_html(table) -> str:
    """A table with its title above and the sums below; nothing else is needed."""
    head = "".join(_cell("th", title, title) for title in table.header)
    body = []
    for row in table.rows:
        first, *cells = table.cells(row)
        prefix = f"{_NESTED * row.depth}└ " if row.depth else ""
        named = zip([prefix + first, *cells], table.header)
        body.append(f"<tr>{''.join(_cell('td', c, title) for c, title in named)}</tr>")
    sums = "".join(
        f"<div>{escape(name)}: {escape(number)}</div>"
        for name, number in table.lines_of_totals()
    )
    return (
        f'<div style="font-family:monospace"><b>Model: "{escape(table.name)}"</b>\n'
        f'<table style="{_STYLE[0]}">\n<thead><tr>{head}</tr></thead>\n<tbody>\n'
        + "\n".join(body)
        + f"\n</tbody></table>\n{sums}</div>\n"
    )


def _cell(tag: str, text: str, title: str) -> str:
    side = {"Param #": "right", "Trainable": "center"}.get(title, "left")
    return f'<{tag} style="{_STYLE[1].format(side)}">{escape(text)}</{tag}>'


def _line(cells) -> str:
    return f"| {' | '.join(cells)} |"


def _marked_down(text: str) -> str:
    """Text in which nothing is Markdown or HTML, in one line."""
    flat = re.sub(r"\s+", " ", text)
    return re.sub(r"([\\`*_{}\[\]<>#|~&!])", r"\\\1", flat)
