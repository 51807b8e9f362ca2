"""Objects of a model found in a structured file by the names they had."""

from __future__ import annotations

from collections import Counter

from kerasish.saving.structured.stored_objects import StoredObject


def match_by_name(
    objects: list[tuple[str, object]], stored: dict[str, StoredObject]
) -> dict[str, str]:
    """The place in the file for places of the model, where there is one.

    What is in a list, as layers are, is found by its name; what is an attribute, as
    the cell of a layer, by that of the attribute. A layer that moved elsewhere is
    found if its name stands once on both sides. Files without names are matched by
    places.

    Args:
        objects: (place, object), those around before those inside.
        stored: the objects of the file.
    """
    if all(item.name is None for item in stored.values()):
        return {place: place for place, _ in objects if place in stored}
    siblings = {(_folder(p), item.name): p for p, item in stored.items()}
    places = {place for place, _ in objects}
    found = {"": ""}
    for place, item in objects[1:]:
        around = _around(place, places)
        inside = place[len(around) :].strip("/")
        if around in found:
            there = f"{found[around]}/{inside}".strip("/")
            is_attribute = "/" not in inside
            other = (
                there if is_attribute else siblings.get((_folder(there), _name(item)))
            )
            if other in stored:
                found[place] = other
    return found | _moved(objects[1:], stored, found)


def _moved(objects, stored, found) -> dict[str, str]:
    """Layers elsewhere, by names that are not taken and stand once on both sides."""
    taken = set(found.values())
    free = [(_name(x), p) for p, x in objects if p not in found and _is_layer(p)]
    left = [(x.name, p) for p, x in stored.items() if p not in taken and _is_layer(p)]
    own_counts, counts = (Counter(n for n, _ in side) for side in (free, left))
    there = dict(left)
    moved = {
        place: there[name]
        for name, place in free
        if own_counts[name] == counts.get(name, 0) == 1
    }
    inside = {
        place: f"{other}{place[len(around) :]}"
        for around, other in moved.items()
        for place, _ in objects
        if place.startswith(f"{around}/") and place not in found
    }
    return {p: q for p, q in inside.items() if q in stored} | moved


def _is_layer(place: str) -> bool:
    """Whether it is in a list of layers, or an attribute of the model itself."""
    parts = place.split("/")
    return len(parts) == 1 or parts[-2] == "layers"


def _name(item) -> str | None:
    return getattr(item, "name", None)


def _folder(place: str) -> str:
    return place.rpartition("/")[0]


def _around(place: str, places: set[str]) -> str:
    """The place of the object that holds it."""
    while place:
        place = _folder(place)
        if place in places:
            return place
    return ""
