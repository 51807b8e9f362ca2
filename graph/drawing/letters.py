"""Text as outlines of letters."""

from __future__ import annotations

import importlib

import numpy as np

from graph.drawing.shapes import Text

#: how far letters of DejaVu Sans Mono are apart, in sizes of the font
ADVANCE = 1233 / 2048
#: what is drawn where the font has no letter
UNKNOWN = "\N{REPLACEMENT CHARACTER}"


class Letters:
    """The letters of a font that matplotlib brings along, each made once."""

    def __init__(self):
        self._fonts = importlib.import_module("matplotlib.font_manager")
        self._text_path = importlib.import_module("matplotlib.textpath").TextPath
        self._path = importlib.import_module("matplotlib.path").Path
        self._known: dict[tuple[str, bool], tuple] = {}
        self._charmaps = {bold: self._charmap(bold) for bold in (False, True)}

    def path_of(self, text: Text):
        """The outlines of a line in its place, for a picture whose y grows downward."""
        points, codes = [np.zeros((0, 2))], [np.zeros(0, np.uint8)]
        step = ADVANCE * text.size
        left = text.x - (len(text.text) * step / 2 if text.centred else 0.0)
        for place, letter in enumerate(text.text):
            vertices, kinds = self._letter(letter, text.bold)
            points.append(vertices * (text.size, -text.size) + (0.0, text.y))
            points[-1][:, 0] += left + place * step
            codes.append(kinds)
        return self._path(np.concatenate(points), np.concatenate(codes))

    def _letter(self, letter: str, bold: bool) -> tuple:
        key = letter, bold
        if key not in self._known:
            shown = letter if ord(letter) in self._charmaps[bold] else UNKNOWN
            if shown.isspace():
                self._known[key] = np.zeros((0, 2)), np.zeros(0, np.uint8)
                return self._known[key]
            # large, since outlines are rounded to a grid
            path = self._text_path((0, 0), shown, size=100, prop=self._font(bold))
            self._known[key] = path.vertices / 100, path.codes
        return self._known[key]

    def _font(self, bold: bool):
        weight = "bold" if bold else "normal"
        return self._fonts.FontProperties(family="DejaVu Sans Mono", weight=weight)

    def _charmap(self, bold: bool):
        file = self._fonts.findfont(self._font(bold))
        return self._fonts.get_font(file).get_charmap()
