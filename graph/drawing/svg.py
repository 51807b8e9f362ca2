"""A picture as SVG."""

from __future__ import annotations

from html import escape

from graph.drawing.layout import laid_out
from graph.drawing.picture import Picture
from graph.drawing.shapes import EDGE, Curve, Group, Rectangle, Shape, Text, shapes_of

MARGIN = 20.0
FONT = "DejaVu Sans Mono, Menlo, Consolas, monospace"


def to_svg(picture: Picture) -> str:
    """The text of an SVG file."""
    layout = laid_out(picture)
    width, height = layout.width + 2 * MARGIN, layout.height + 2 * MARGIN
    body = "\n".join(map(_element, shapes_of(layout, MARGIN, MARGIN)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" '
        f'height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'font-family="{FONT}" font-size="11">\n'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        f'markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="{EDGE}"/>'
        "</marker></defs>\n"
        f'<rect width="100%" height="100%" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def _element(shape: Shape) -> str:
    return _ELEMENTS[type(shape)](shape)


def _group(group: Group) -> str:
    inside = "".join(map(_element, group.shapes))
    return f"<g><title>{_escaped(group.about)}</title>{inside}</g>"


def _rectangle(shape: Rectangle) -> str:
    more = ' stroke-dasharray="4 3"' if shape.dashed else ""
    return (
        f'<rect x="{shape.left:.1f}" y="{shape.top:.1f}" width="{shape.width:.1f}" '
        f'height="{shape.height:.1f}" rx="5" fill="{shape.fill}" '
        f'stroke="{shape.border}"{more}/>'
    )


def _text(shape: Text) -> str:
    more = ' text-anchor="middle"' if shape.centred else ""
    more += ' font-weight="bold"' if shape.bold else ""
    more += f' font-size="{shape.size:g}"' if shape.size != 11 else ""
    more += f' fill="{shape.fill}"' if shape.fill != "#000000" else ""
    if shape.halo:
        more += ' paint-order="stroke" stroke="#ffffff" stroke-width="3"'
    return (
        f'<text x="{shape.x:.1f}" y="{shape.y:.1f}"{more}>{_escaped(shape.text)}</text>'
    )


def _curve(shape: Curve) -> str:
    path = " ".join(
        name + " ".join(f"{number:.1f}" for number in numbers)
        for name, *numbers in shape.commands
    )
    tip = ' marker-end="url(#tip)"' if shape.tip else ""
    return f'<path d="{path}" fill="none" stroke="{EDGE}"{tip}/>'


def _escaped(text: str) -> str:
    """Text of a file, which has no control characters in XML."""
    shown = "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)
    return escape(shown, quote=False)


_ELEMENTS = {Group: _group, Rectangle: _rectangle, Text: _text, Curve: _curve}
