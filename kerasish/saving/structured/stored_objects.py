"""What a file of the structured layout holds: objects by place, with their names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kerasish.saving.files.h5_reader import H5Reader
from kerasish.saving.files.h5_walk import walk


@dataclass(frozen=True)
class StoredObject:
    """An object of the file.

    Attributes:
        place: the way to it, such as "layers/dense_1".
        name: that it had in the model; None in files of older Keras 3.
        group: of its variables.
    """

    place: str
    name: str | None
    group: object

    @property
    def is_weights(self) -> bool:
        """Whether it is a part of the model: no optimizer, metric or random seed."""
        first, last = self.place.split("/")[0], self.place.split("/")[-1]
        training = first in ("optimizer", "metrics", "_loss_tracker")
        return not training and not last.startswith("seed_generator")


def stored_objects(reader: H5Reader) -> dict[str, StoredObject]:
    """All objects with a group of variables, by place, in natural order."""
    found = {}
    for path, item in walk(reader):
        owner, _, last = path.rpartition("/")
        if last == "vars" and reader.is_group(item):
            found[owner] = StoredObject(owner, reader.text(item, "name"), item)
    return dict(sorted(found.items(), key=lambda pair: _natural(pair[0])))


def _natural(place: str) -> list:
    """Sorts dense_2 before dense_10."""
    return [(len(x), x) if x.isdigit() else (0, x) for x in re.split(r"(\d+)", place)]
