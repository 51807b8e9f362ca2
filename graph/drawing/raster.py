"""A picture as PNG or PDF, drawn by matplotlib.

Of the libraries that could, matplotlib is the one that adds nothing: plots use it
already (extra "plot"), its wheels hold the font that the layout measures with, and it
does not need Cairo on the machine, as CairoSVG does.
"""

from __future__ import annotations

import importlib
import importlib.util
import io
import math

from graph.drawing.layout import laid_out
from graph.drawing.letters import Letters
from graph.drawing.picture import Picture
from graph.drawing.shapes import EDGE, Curve, Group, Rectangle, Shape, Text, shapes_of
from graph.ir.errors import describe
from graph.ir.origin import here

MARGIN = 20.0
#: pixels of a layout in an inch, as in SVG
PIXELS, POINTS = 96.0, 72.0
#: of a picture: what many programs can still open; larger ones get fewer dots
LARGEST_SIDE, LARGEST_AREA = 32_000, 80_000_000


def to_raster(picture: Picture, format: str, dpi: float) -> bytes:
    """The bytes of a file.

    Args:
        picture: with frames, as `nesting` makes it.
        format: "png" or "pdf".
        dpi: dots per inch; fewer where the picture would be larger than 32,000 dots at
            a side, or than 80 million in all.

    Raises:
        ImportError: matplotlib is not installed.
    """
    if importlib.util.find_spec("matplotlib") is None:
        hint = 'install the extra "plot": pip install "kerasish[plot]"; SVG needs none'
        raise ImportError(
            describe(f"draw: {format} needs matplotlib", {}, hint, str(here()))
        )
    layout = laid_out(picture)
    width, height = layout.width + 2 * MARGIN, layout.height + 2 * MARGIN
    canvas = _Canvas(width / PIXELS, height / PIXELS)
    for shape in shapes_of(layout, MARGIN, MARGIN):
        canvas.draw(shape)
    return canvas.saved(format, _dots(width / PIXELS, height / PIXELS, dpi))


def _dots(width: float, height: float, dpi: float) -> float:
    most = min(
        LARGEST_SIDE / max(width, height), math.sqrt(LARGEST_AREA / width / height)
    )
    return min(dpi, most)


class _Canvas:
    """A figure whose units are the pixels of the layout, without its global state."""

    def __init__(self, width: float, height: float):
        figures = importlib.import_module("matplotlib.figure")
        self.patches = importlib.import_module("matplotlib.patches")
        self.path = importlib.import_module("matplotlib.path").Path
        self.figure = figures.Figure(figsize=(width, height), facecolor="white")
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_xlim(0, width * PIXELS)
        self.axes.set_ylim(height * PIXELS, 0)
        self.axes.axis("off")
        self.letters = Letters()
        self.texts: list[Text] = []

    def draw(self, shape: Shape) -> None:
        """Adds a shape over those before it; text comes over everything."""
        if isinstance(shape, Group):
            for inner in shape.shapes:
                self.draw(inner)
        elif isinstance(shape, Rectangle):
            self._rectangle(shape)
        elif isinstance(shape, Text):
            self.texts.append(shape)
        else:
            self._curve(shape)

    def _rectangle(self, shape: Rectangle) -> None:
        patch = self.patches.FancyBboxPatch(
            (shape.left, shape.top),
            shape.width,
            shape.height,
            boxstyle="round,pad=0,rounding_size=5",
            facecolor=shape.fill,
            edgecolor=shape.border,
            linewidth=POINTS / PIXELS,
            linestyle=(0, (4, 3)) if shape.dashed else "solid",
        )
        self.axes.add_artist(patch)

    def _curve(self, shape: Curve) -> None:
        kinds = {"M": self.path.MOVETO, "L": self.path.LINETO}
        points, codes = [], []
        for name, *numbers in shape.commands:
            pairs = list(zip(numbers[::2], numbers[1::2]))
            points += pairs
            codes += [kinds.get(name, self.path.CURVE4)] * len(pairs)
        self._outline(self.path(points, codes), fill=False, ec=EDGE)
        if shape.tip:
            self._tip(points)

    def _tip(self, points) -> None:
        """A triangle in the direction in which the last piece arrives."""
        end = points[-1]
        before = next((p for p in points[::-1] if math.dist(p, end) > 0.5), None)
        if before is None:
            return
        away = math.dist(before, end)
        dx, dy = (end[0] - before[0]) / away, (end[1] - before[1]) / away
        base = end[0] - 7 * dx, end[1] - 7 * dy
        sides = [(base[0] - s * 3.5 * dy, base[1] + s * 3.5 * dx) for s in (1, -1)]
        triangle = self.patches.Polygon([end, *sides], facecolor=EDGE, edgecolor="none")
        self.axes.add_artist(triangle)

    def _outline(self, path, width: float = 1.0, **colours) -> None:
        line = width * POINTS / PIXELS
        self.axes.add_artist(self.patches.PathPatch(path, lw=line, **colours))

    def _add_texts(self) -> None:
        """All text of a colour as one path: thousands of letters one by one are slow"""
        alike: dict[tuple[bool, str], list[Text]] = {}
        for text in self.texts:
            alike.setdefault((text.halo, text.fill), []).append(text)
        for (halo, fill), texts in sorted(alike.items()):
            path = self.path.make_compound_path(*map(self.letters.path_of, texts))
            if halo:
                self._outline(path, 3.0, fc="white", ec="white")
            self._outline(path, 0.0, fc=fill, ec="none")

    def saved(self, format: str, dpi: float) -> bytes:
        """The file; neither date nor version: the same picture is the same file."""
        self._add_texts()
        file = io.BytesIO()
        absent = {"png": {"Software": None}, "pdf": {"CreationDate": None}}
        self.figure.savefig(file, format=format, dpi=dpi, metadata=absent[format])
        return file.getvalue()
