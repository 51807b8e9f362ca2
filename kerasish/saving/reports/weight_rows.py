"""Layers with weights as rows of names and shapes: what tables and diagnoses see."""

from __future__ import annotations

from dataclasses import dataclass

from kerasish.saving.reports.printable import printable, shape_text

#: shapes of a layer that are written out
MOST_SHAPES = 4
#: ranks of kernel and bias of plain layers
_BY_RANK = {(2, 1): "Dense", (3, 1): "Conv1D", (4, 1): "Conv2D", (5, 1): "Conv3D"}


@dataclass(frozen=True)
class WeightRow:
    """A layer of a model, or what a file holds of one.

    Attributes:
        name: of the layer, or its place.
        weights: names of its weights.
        shapes: of its weights.
        kind: the class, or "" where only shapes are known.
        label: what is shown in place of the name.
    """

    name: str
    weights: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]
    kind: str = ""
    label: str | None = None

    @property
    def likely_kind(self) -> str:
        """The class; where it is not known, what the shapes look like."""
        if self.kind:
            return self.kind
        ranks = tuple(len(shape) for shape in self.shapes)
        if len(set(self.shapes)) == 1 and ranks == (1, 1, 1, 1):
            return "BatchNormalization"
        return _BY_RANK.get(ranks, "layer")

    def __str__(self) -> str:
        shapes = [shape_text(shape) for shape in self.shapes[:MOST_SHAPES]]
        if len(self.shapes) > MOST_SHAPES:
            shapes.append(f"and {len(self.shapes) - MOST_SHAPES} more")
        name = self.name if self.label is None else self.label
        return f"{printable(name, 40)} {' '.join(shapes)}".rstrip()


def row_of_weights(name: str, weights, kind: str = "", label=None) -> WeightRow:
    """The row of a layer: weights are anything with path and shape."""
    names = tuple(w.path for w in weights)
    shapes = tuple(tuple(w.shape) for w in weights)
    return WeightRow(name, names, shapes, kind, label)


def row_of_datasets(name: str, stored, kind: str = "", label=None) -> WeightRow:
    """The row of (name, dataset) pairs of a file."""
    names = tuple(n for n, _ in stored)
    shapes = tuple(tuple(d.shape) for _, d in stored)
    return WeightRow(name, names, shapes, kind, label)
