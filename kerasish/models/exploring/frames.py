"""The frames on the page: models in models, and blocks of layers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from kerasish.base.discovery import internal
from kerasish.models.exploring.blocks import blocks_of
from kerasish.utils.layer_graph import LayerBox


@internal
class Frames:
    """Frames around boxes, which never make a circle: each can run in one piece.

    Args:
        boxes: in an order in which they can run.

    Attributes:
        all: for each frame its name, kind ("model" or "block"), class of the model, and
            the number of the frame around it.
        around: for each box the number of its frame, or None.
    """

    def __init__(self, boxes: Sequence[LayerBox]):
        self.boxes = boxes
        self.all: list[dict] = []
        self.around: list[int | None] = [None] * len(boxes)
        self._divide(range(len(boxes)), 0, None)

    def _divide(self, members: Sequence[int], depth: int, outer: int | None) -> None:
        """Makes the frames inside of one place: a model, where it is called."""
        items = self._items(members, depth)
        names = [self._name(item, depth) for item in items]
        opened: list[tuple[str, int]] = []  # blocks around the item before
        for item, blocks in zip(items, blocks_of(names)):
            pairs = zip(opened, blocks)
            same = list(takewhile(lambda pair: pair[0][0] == pair[1], pairs))
            opened = opened[: len(same)]
            for block in blocks[len(same) :]:
                inside = opened[-1][1] if opened else outer
                opened.append((block, self._add(block, "block", "", inside)))
            frame = opened[-1][1] if opened else outer
            if len(self.boxes[item[0]].places) > depth:
                model = self.boxes[item[0]].models[depth]
                inner = self._add(model.name, "model", model._kind, frame)
                self._divide(item, depth + 1, inner)
            else:
                self.around[item[0]] = frame

    def _items(self, members: Sequence[int], depth: int) -> list[list[int]]:
        """Single boxes, and the boxes of each call of a model."""
        items: dict[object, list[int]] = {}
        for number in members:
            places = self.boxes[number].places
            key = places[depth] if len(places) > depth else number
            items.setdefault(key, []).append(number)
        return list(items.values())

    def _name(self, item: list[int], depth: int) -> str:
        box = self.boxes[item[0]]
        return box.models[depth].name if len(box.models) > depth else box.layer.name

    def _add(self, name: str, kind: str, model: str, outer: int | None) -> int:
        self.all.append({"name": name, "kind": kind, "class": model, "frame": outer})
        return len(self.all) - 1
