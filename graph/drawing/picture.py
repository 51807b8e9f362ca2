"""What is drawn: boxes, edges between them, and pictures inside of boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from graph.ops.public import public

DIRECTIONS = ("TB", "LR", "BT", "RL")
LINES = ("curved", "straight", "right angles")


@public
@dataclass(eq=False)
class Box:
    """One node, or a frame around a picture.

    Attributes:
        title: what is written in it.
        kind: "layer", "op", "gradient" for one of a backward pass, "placeholder",
            "variable", "output", "scope" for the frame of a layer, or "port": a point
            at the border of a frame where an edge crosses it.
        spec: dtype and shape of what leaves it.
        about: what is shown when the mouse is over it.
        scopes: the layers that it is in, outermost first.
        inner: the picture of a layer, or those of the bodies of a loop or branch.
        details: lines under the title.
        tint: colour of the title's band, such as "#d9e8fb"; "" for that of the kind.
    """

    title: str
    kind: str
    spec: str = ""
    about: str = ""
    scopes: tuple[str, ...] = ()
    inner: list[Picture] = field(default_factory=list)
    details: tuple[str, ...] = ()
    tint: str = ""


@public
@dataclass(eq=False)
class Edge:
    """From a box to a box; at a port of theirs where it goes on inside."""

    source: Box
    target: Box
    source_port: Box | None = None
    target_port: Box | None = None


@public
@dataclass(eq=False)
class Picture:
    """Boxes and the edges between them, which make no circle; `graph.draw` draws it.

    Attributes:
        caption: written above it inside a box.
        boxes, edges: what it consists of.
        direction: of the edges: "TB" from top to bottom, "LR" from left to right, "BT",
            "RL".
        lines: form of the edges: "curved", "straight" or "right angles".

    Example:
        >>> import graph
        >>> a, b = graph.Box("a", "layer"), graph.Box("b", "layer", details=("3 x 3",))
        >>> picture = graph.Picture(boxes=[a, b], edges=[graph.Edge(a, b)])
        >>> svg = graph.draw(picture)
        >>> svg.count("<rect"), "3 x 3" in svg
        (4, True)
    """

    caption: str = ""
    boxes: list[Box] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    direction: str = "TB"
    lines: str = "curved"

    def all_boxes(self) -> Iterator[Box]:
        """The boxes, and those inside of boxes, without ports."""
        for box in self.boxes:
            if box.kind != "port":
                yield box
            for picture in box.inner:
                yield from picture.all_boxes()
