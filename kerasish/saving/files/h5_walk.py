"""Every group and dataset of an HDF5 file, each once, within bounds."""

from __future__ import annotations

from collections.abc import Iterator

from kerasish.saving.files.h5_reader import H5Reader

#: groups inside groups
MOST_DEPTH = 64
#: objects of a file
MOST_OBJECTS = 1_000_000


def walk(reader: H5Reader) -> Iterator[tuple[str, object]]:
    """(path, group or dataset) of all that is in the file, the root left out.

    Links that lead around in a circle are followed once. Nothing is read.

    Args:
        reader: the open file.

    Raises:
        FileError: a link out of the file, or more than a file of weights has.
    """
    pending = [("", reader.root)]
    seen = {reader.place(reader.root)}
    while pending:
        path, group = pending.pop()
        inner = []
        for name in reader.members(group):
            member = reader.find(group, name)
            if member is None or reader.place(member) in seen:
                continue
            seen.add(reader.place(member))
            place = f"{path}/{name}".lstrip("/")
            if len(seen) > MOST_OBJECTS or place.count("/") > MOST_DEPTH:
                reader.refuse("there are too many groups in it, or groups in groups")
            yield place, member
            if reader.is_group(member):
                inner.append((place, member))
        pending += reversed(inner)
