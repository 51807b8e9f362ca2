"""A laid out picture as SVG."""

from __future__ import annotations

import zlib
from html import escape

from graph.drawing.layout import FRAME, LINE, ROOM, Layout, laid_out
from graph.drawing.picture import Box, Picture

MARGIN = 20.0
FONT = "DejaVu Sans Mono, Menlo, Consolas, monospace"
#: fill and border by kind of box
COLOURS = {
    "op": ("#ffffff", "#555555"),
    "gradient": ("#f3ebfc", "#7a5aa6"),
    "placeholder": ("#d9e8fb", "#3a6ea5"),
    "variable": ("#fdecc8", "#b7791f"),
    "output": ("#d8f0dc", "#2f7d3b"),
}
#: fills of frames; a layer has the same one everywhere
FRAMES = ("#eef3f9", "#f3eef9", "#eef9f1", "#f9f4ee", "#f9eef1", "#eef8f9")


def to_svg(picture: Picture) -> str:
    """The text of an SVG file."""
    layout = laid_out(picture)
    width, height = layout.width + 2 * MARGIN, layout.height + 2 * MARGIN
    body = "\n".join(_drawn(layout, MARGIN, MARGIN))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" '
        f'height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'font-family="{FONT}" font-size="11">\n'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#777777"/>'
        "</marker></defs>\n"
        f'<rect width="100%" height="100%" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def _drawn(layout: Layout, x: float, y: float):
    """Frames, then edges, then boxes, then what stands beside edges."""
    boxes = [box for box in layout.boxes if box.kind != "port"]
    for box in boxes:
        if box.inner:
            yield _frame(box, layout, x, y)
    for edge, points in layout.edges.items():
        ends = edge.target.kind != "port" and edge.target_port is None
        yield _edge([(x + a, y + b) for a, b in points], ends)
    for box in boxes:
        if not box.inner:
            yield _box(box, layout, x, y)
    for box in boxes:
        if box.spec and box.kind != "output":
            yield _label(box, layout, x, y)
        left, top, *_ = layout.boxes[box]
        for picture, inner, inner_left, inner_top in layout.inner.get(box, ()):
            at = x + left + inner_left, y + top + inner_top
            if picture.caption:
                yield _body_frame(picture.caption, inner, *at)
            yield from _drawn(inner, *at)


def _rect(left, top, width, height, fill, border, more="") -> str:
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" '
        f'height="{height:.1f}" rx="5" fill="{fill}" stroke="{border}"{more}/>'
    )


def _text(x, y, text, more="") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}"{more}>{escape(text, quote=False)}</text>'


def _box(box: Box, layout: Layout, x, y) -> str:
    left, top, width, height = layout.boxes[box]
    rect = _rect(x + left, y + top, width, height, *COLOURS[box.kind])
    baseline = y + top + height / 2 + 4
    text = _text(x + left + width / 2, baseline, box.title, ' text-anchor="middle"')
    return f"<g><title>{escape(box.about, quote=False)}</title>{rect}{text}</g>"


def _frame(box: Box, layout: Layout, x, y) -> str:
    left, top, width, height = layout.boxes[box]
    if box.kind == "scope":
        fill = FRAMES[zlib.crc32(box.title.encode()) % len(FRAMES)]
        border, more = "#9aa5b1", ' stroke-dasharray="4 3"'
    else:
        (fill, border), more = COLOURS[box.kind], ""
    rect = _rect(x + left, y + top, width, height, fill, border, more)
    title = _text(
        x + left + ROOM, y + top + LINE, box.title, ' font-weight="bold" fill="#444444"'
    )
    return f"<g><title>{escape(box.about, quote=False)}</title>{rect}{title}</g>"


def _body_frame(caption: str, inner: Layout, x, y) -> str:
    room = FRAME / 2
    rect = _rect(
        x - room,
        y - LINE,
        inner.width + 2 * room,
        inner.height + LINE + room,
        "#fafafa",
        "#bbbbbb",
    )
    return rect + _text(x, y - 4, caption, ' fill="#666666" font-size="10"')


def _edge(points, ends: bool) -> str:
    """A curve that leaves and arrives from above; straight through layers."""
    (x, y), *rest = points
    path = [f"M{x:.1f} {y:.1f}"]
    for nx, ny in rest:
        middle = (y + ny) / 2
        straight = abs(nx - x) < 0.5
        path.append(
            f"L{nx:.1f} {ny:.1f}"
            if straight
            else f"C{x:.1f} {middle:.1f} {nx:.1f} {middle:.1f} {nx:.1f} {ny:.1f}"
        )
        x, y = nx, ny
    tip = ' marker-end="url(#tip)"' if ends else ""
    return f'<path d="{" ".join(path)}" fill="none" stroke="#777777"{tip}/>'


def _label(box: Box, layout: Layout, x, y) -> str:
    """dtype and shape under a box, over the edges that leave there."""
    left, top, width, height = layout.boxes[box]
    return _text(
        x + left + width / 2,
        y + top + height + 11,
        box.spec,
        ' text-anchor="middle" font-size="9" fill="#8a4b08" paint-order="stroke" '
        'stroke="#ffffff" stroke-width="3"',
    )
