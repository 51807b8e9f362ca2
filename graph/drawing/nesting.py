"""Boxes of one layer (scope) go into a frame of their own."""

from __future__ import annotations

from graph.drawing.picture import Box, Edge, Picture


def nested(picture: Picture, depth: int = 0) -> Picture:
    """The picture with frames around the boxes of each scope, and inside of these.

    Edges that cross a frame get a port in its border. A scope has several frames where
    one would make a circle: the forward and the backward half of a layer.
    """
    for box in picture.boxes:
        box.inner = [nested(inner) for inner in box.inner]
    frames = _frames(picture, depth)
    if not frames:
        return picture
    return _framed(picture, frames, depth)


def _frames(picture: Picture, depth: int) -> dict[Box, Box]:
    """For each box in a scope at this depth, the frame that it goes into."""
    place: dict[Box, object] = {box: box for box in picture.boxes}
    needs: dict[object, set] = {box: set() for box in picture.boxes}
    for edge in picture.edges:
        needs[edge.target].add(edge.source)
    groups: dict[str, list[Box]] = {}
    for box in _in_order(picture):
        needs[box] = {place[other] for other in needs[box]}
        if len(box.scopes) <= depth:
            continue
        name = box.scopes[depth]
        for frame in reversed(groups.setdefault(name, [])):
            if not _reaches(needs, needs[box] - {frame}, frame):
                needs[frame] |= needs.pop(box) - {frame}
                place[box] = frame
                break
        else:
            frame = Box(name, "scope")
            groups[name].append(frame)
            needs[frame] = needs.pop(box)
            place[box] = frame
    return {box: frame for box, frame in place.items() if box is not frame}


def _reaches(needs, start, target) -> bool:
    """Whether something among the start needs the target, directly or not."""
    seen, pending = set(), list(start)
    while pending:
        item = pending.pop()
        if item is target:
            return True
        if item not in seen:
            seen.add(item)
            pending.extend(needs.get(item, ()))
    return False


def _in_order(picture: Picture) -> list[Box]:
    """Boxes after those that they need."""
    needs = {box: [] for box in picture.boxes}
    for edge in picture.edges:
        needs[edge.target].append(edge.source)
    order: dict[Box, None] = {}

    def visit(box):
        stack = [box]
        while stack:
            waiting = [b for b in needs[stack[-1]] if b not in order]
            if waiting:
                stack.append(waiting[0])
            else:
                order.setdefault(stack.pop())

    for box in picture.boxes:
        visit(box)
    return list(order)


def _empty_like(picture: Picture, caption: str = "") -> Picture:
    return Picture(caption, direction=picture.direction, lines=picture.lines)


def _framed(picture: Picture, frames: dict[Box, Box], depth: int) -> Picture:
    inner = {frame: _empty_like(picture) for frame in frames.values()}
    outer = _empty_like(picture, picture.caption)
    for box in picture.boxes:
        home = inner[frames[box]] if box in frames else outer
        home.boxes.append(box)
        if box in frames and frames[box] not in outer.boxes:
            outer.boxes.append(frames[box])
    ports: dict[tuple[Box, Box], Box] = {}

    def port(frame, source, leaves: bool) -> Box:
        """The place where what a box computes leaves or enters a frame."""
        found = ports.get((frame, source))
        if found is None:
            found = ports[frame, source] = Box("", "port")
            inner[frame].boxes.append(found)
            if leaves:
                inner[frame].edges.append(Edge(source, found))
        return found

    known: set = set()
    for edge in picture.edges:
        a, b = frames.get(edge.source), frames.get(edge.target)
        if a is b:
            (outer if a is None else inner[a]).edges.append(edge)
            continue
        crossing = Edge(edge.source, edge.target, edge.source_port, edge.target_port)
        if a is not None:
            leaving = port(a, edge.source, leaves=True)
            crossing.source, crossing.source_port = a, leaving
        if b is not None:
            entering = port(b, edge.source, leaves=False)
            inside = Edge(entering, edge.target, None, edge.target_port)
            inner[b].edges.append(inside)
            crossing.target, crossing.target_port = b, entering
        key = (crossing.source_port or crossing.source, crossing.target_port or edge)
        if key not in known:
            known.add(key)
            outer.edges.append(crossing)
    for frame, content in inner.items():
        frame.inner = [nested(content, depth + 1)]
    return outer
