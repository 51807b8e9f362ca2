"""Arrays of a file put to the layers of its architecture."""

from __future__ import annotations

import re

from kerasish.saving.classic.model_weights import TOP_LEVEL
from kerasish.saving.classic.old_groups import layer_groups, weight_names
from kerasish.saving.files.h5_reader import H5Reader
from kerasish.saving.inspection.file_inspection import FileInspection, InspectedLayer
from kerasish.saving.inspection.h5_listing import H5Listing
from kerasish.saving.reports.printable import printable


def place_classic(
    found: FileInspection, reader: H5Reader, listing: H5Listing, layers: list[tuple]
) -> set[str]:
    """Groups by the names of layers; returns the paths that belong to none.

    Args:
        found: gets weights, and rows for groups without a layer.
        reader: the open file.
        listing: of its objects.
        layers: (layer, place) pairs of the architecture.
    """
    left = set(listing.weights)
    base = "model_weights" if "model_weights" in listing.groups else ""
    root = listing.groups[base]
    by_name = {layer.name: layer for layer, _ in layers if layer.depth == 0}
    names: list[str] = []
    with found.going_on():
        names = layer_groups(reader, root)
    if found.backend is None:
        with found.going_on():
            found.backend = reader.text(root, "backend")
            found.keras_version = reader.text(root, "keras_version")
    for name in [*names, TOP_LEVEL]:
        with found.going_on():
            weights = _of_group(found, reader, listing, f"{base}/{name}".strip("/"))
            left -= {weight.name for weight in weights}
            if name in by_name:
                by_name[name].weights += weights
            elif weights or (name != TOP_LEVEL and not layers):
                found.layers.append(InspectedLayer(name, weights=weights))
    return left


def _of_group(found, reader, listing, path: str) -> list:
    """The weights of a layer, in the order in which they are named."""
    group = listing.groups.get(path)
    if group is None:
        if not path.endswith(TOP_LEVEL):
            found.note_problem(f"layer {printable(path)!r} is named but missing")
        return []
    weights = []
    for name in weight_names(reader, group):
        place = f"{path}/{name}"
        if place in listing.weights:
            weights.append(listing.weights[place])
        else:
            found.note_problem(f"weight {printable(place)!r} is named but missing")
    return weights


def place_structured(
    found: FileInspection, reader: H5Reader, listing: H5Listing, layers: list[tuple]
) -> set[str]:
    """Objects by their places, or the names that they keep; as `place_classic`."""
    owners = {place: layer for layer, place in layers}
    owners |= _renamed(found, reader, listing, layers)
    left = set()
    rows: dict[str, InspectedLayer] = {}
    for path in sorted(listing.weights, key=_natural):
        place = path.rpartition("/vars/")[0]
        if not re.search(r"(^|/)vars/[^/]+$", path) or place.startswith("optimizer"):
            left.add(path)
            continue
        if place.rpartition("/")[2].startswith("seed_generator"):
            continue  # a state, and no parameter of the model
        owner = _nearest(place, owners)
        if owner is None and place not in rows:
            rows[place] = InspectedLayer(place if place else "the model itself")
            found.layers.append(rows[place])
        (rows[place] if owner is None else owner).weights.append(listing.weights[path])
    return left


def _renamed(found, reader, listing, layers) -> dict[str, InspectedLayer]:
    """Places by the names in the file, where these say more than the order."""
    by_name = {(layer.depth, layer.name): layer for layer, _ in layers}
    result = {}
    for path, group in listing.groups.items():
        place = path.rpartition("/vars")[0]
        if not path.endswith("/vars") or not re.search(r"(^|/)layers/[^/]+$", place):
            continue
        with found.going_on():
            name = reader.text(group, "name")
            layer = by_name.get((place.count("layers/") - 1, name))
            if layer is not None:
                result[place] = layer
    return result


def _nearest(place: str, owners: dict[str, InspectedLayer]) -> InspectedLayer | None:
    """The layer at a place, or around it: cells belong to their layers."""
    while place:
        if place in owners:
            return owners[place]
        place = place.rpartition("/")[0]
    return None


def _natural(path: str) -> list:
    return [(len(x), x) if x.isdigit() else (0, x) for x in re.split(r"(\d+)", path)]
