"""All objects of an HDF5 file, past what is damaged: links and claims are noted."""

from __future__ import annotations

from kerasish.saving.files.h5_limits import claim_of_dataset
from kerasish.saving.files.h5_reader import H5Reader
from kerasish.saving.files.h5_walk import MOST_DEPTH
from kerasish.saving.inspection.file_inspection import (
    MOST_KEPT,
    FileInspection,
    InspectedWeight,
)
from kerasish.saving.reports.printable import printable


class H5Listing:
    """The groups and datasets that a file really has, by path.

    Links are not followed: they and other oddities are noted in the inspection.

    Args:
        reader: the open file.
        found: where notes go.
    """

    def __init__(self, reader: H5Reader, found: FileInspection):
        self._reader, self._found = reader, found
        self.groups: dict[str, object] = {"": reader.root}
        self.weights: dict[str, InspectedWeight] = {}
        self._seen = {reader.place(reader.root)}
        pending = [("", reader.root)]
        while pending and len(self._seen) < MOST_KEPT:
            pending += self._list(*pending.pop())
        if pending:
            found.note_suspicious(f"it has more than {MOST_KEPT} objects")

    def _list(self, path: str, group) -> list:
        """Puts down what is in a group; returns the groups inside."""
        inside: list = []
        with self._found.going_on():
            for name in self._reader.members(group)[:MOST_KEPT]:
                with self._found.going_on():
                    place = f"{path}/{name}".lstrip("/")
                    inside += self._member(place, group, name)
        return inside

    def _member(self, place: str, group, name: str) -> list:
        item = self._followed(place, group, name)
        if item is None:
            return []
        address = self._reader.place(item)
        if address in self._seen:
            self._found.note_suspicious(f"{printable(place)!r} stands there twice")
            return []
        self._seen.add(address)
        if self._reader.is_group(item):
            self.groups[place] = item
            if place.count("/") >= MOST_DEPTH:
                self._found.note_suspicious(f"groups are {MOST_DEPTH} deep")
                return []
            return [(place, item)]
        if self._reader.is_dataset(item):
            self._dataset(place, item)
        else:
            self._found.note_suspicious(f"{printable(place)!r} is no group, no dataset")
        return []

    def _followed(self, place: str, group, name: str):
        """The object of a hard link; other links are noted."""
        import h5py

        with self._reader.reading(f"{place!r}"):
            link = group.get(name, getlink=True)
            if isinstance(link, h5py.HardLink):
                return group[name]
        if isinstance(link, h5py.SoftLink):
            text = f"is a link to {printable(link.path)!r}"
        else:
            text = "is a link to another file, which is never followed"
        self._found.note_suspicious(f"{printable(place)!r} {text}")
        return None

    def _dataset(self, place: str, dataset) -> None:
        reader = self._reader
        if not reader.has_values(dataset):
            self._found.note_suspicious(f"{printable(place)!r} has no values")
            return
        shape = reader.shape(dataset)
        with reader.reading(f"{place!r}"):
            kind = dataset.dtype
            odd = None
            if dataset.external:
                odd = "keeps its data in another file"
            elif dataset.is_virtual:
                odd = "is put together from other files"
            elif kind.hasobject or kind.kind not in "biufcV":
                odd = f"holds {printable(str(kind))}, not numbers"
            else:
                claim = claim_of_dataset(dataset, dataset.dtype.itemsize, reader.size)
                odd = None if claim is None else f"claims {claim}"
        if odd is not None:
            self._found.note_suspicious(f"{printable(place)!r} {odd}")
        self.weights[place] = InspectedWeight(place, shape, str(kind))
