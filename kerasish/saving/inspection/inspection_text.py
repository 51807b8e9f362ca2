"""An inspection as a text for people: a head, a table of layers, what is wrong."""

from __future__ import annotations

import textwrap

from kerasish.saving.inspection.file_inspection import FileInspection, InspectedLayer
from kerasish.saving.reports.printable import printable, shape_text

#: layers of the table
MOST_LAYERS = 200
#: problems and suspicious things
MOST_NOTES = 20
MOST_SHAPES = 3
_UNITS = ("bytes", "kB", "MB", "GB", "TB")
_LAYOUTS = {
    "classic": "classic layout of Keras 1 and 2",
    "structured": "layout of Keras 3",
    None: "no layout of Keras",
}


def text_of(found: FileInspection) -> str:
    """The text of an inspection; it holds nothing that a terminal would obey."""
    lines = [f"{printable(found.path, 200)}  ({size_text(found.size)})"]
    lines += [f"  {title:<12} {text}" for title, text in _head(found) if text]
    if found.layers:
        lines += ["", *_table(found.layers)]
        lines.append(f"  {found.parameters} parameters in {len(found.layers)} rows")
    lines += _notes("damaged", found.problems) + _notes("suspicious", found.suspicious)
    return "\n".join(lines)


def size_text(size: int) -> str:
    """Bytes in the unit that suits.

    Example:
        >>> from kerasish.saving.inspection.inspection_text import size_text
        >>> size_text(12_345_678)
        '12.3 MB'
    """
    value, unit = float(size), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:.3g} {_UNITS[unit]}" if unit else f"{size} bytes"


def _head(found: FileInspection):
    yield "container", found.container
    yield "layout", _LAYOUTS[found.layout]
    written = " ".join(
        f"{key} {printable(value)}"
        for key, value in (("Keras", found.keras_version), ("on", found.backend))
        if value is not None
    )
    yield "written by", written
    if found.holds_model:
        name = "" if found.model_name is None else f" {printable(found.model_name)!r}"
        yield "model", printable(found.model_class) + name
    else:
        yield "model", "none: weights alone, or the architecture is damaged"
    inputs = [x for x in found.layers[:1] if x.input_shape is not None]
    yield "input", shape_text(inputs[0].input_shape) if inputs else ""
    for key, value in found.training.items():
        yield key, printable(str(value), 200)
    yield (
        "digest",
        "yes: kerasish.saving.verify checks it" if found.has_digest else "no",
    )


def _table(layers: list[InspectedLayer]) -> list[str]:
    rows = [("layer", "class", "output", "parameters", "weights")]
    rows += [_row(layer) for layer in layers[:MOST_LAYERS]]
    widths = [max(len(row[k]) for row in rows) for k in range(4)]
    lines = []
    for row in rows:
        cells = [f"{row[k]:<{widths[k]}}" for k in range(3)]
        lines.append(f"  {'  '.join(cells)}  {row[3]:>{widths[3]}}  {row[4]}".rstrip())
    if len(layers) > MOST_LAYERS:
        lines.append(f"  ... {len(layers) - MOST_LAYERS} more")
    return lines


def _row(layer: InspectedLayer) -> tuple[str, ...]:
    shapes = [shape_text(weight.shape) for weight in layer.weights[:MOST_SHAPES]]
    if len(layer.weights) > MOST_SHAPES:
        shapes.append(f"and {len(layer.weights) - MOST_SHAPES} more")
    output = "" if layer.output_shape is None else shape_text(layer.output_shape)
    return (
        "  " * min(layer.depth, 10) + printable(layer.name, 40),
        printable(layer.class_name, 40),
        output,
        str(layer.parameters) if layer.weights else "",
        " ".join(shapes),
    )


def _notes(title: str, notes: list[str]) -> list[str]:
    if not notes:
        return []
    lines = ["", f"  {title}"]
    for note in notes[:MOST_NOTES]:
        text = printable(" ".join(note.split()), 400)
        lines += textwrap.wrap(
            text, 84, initial_indent="  ! ", subsequent_indent="    "
        )
    if len(notes) > MOST_NOTES:
        lines.append(f"    and {len(notes) - MOST_NOTES} more")
    return lines
