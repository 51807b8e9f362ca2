"""Attributes of HDF5: text, JSON, and lists of names cut into parts where long."""

from __future__ import annotations

import numpy as np

from kerasish.saving.files.h5_limits import claim_of_attribute
from kerasish.saving.files.json_text import parse_json
from kerasish.saving.files.text_heaps import TextHeaps

#: HDF5 keeps attributes in an object header of 64 kB
HEADER_LIMIT = 64512
#: names in one list
MOST_NAMES = 50_000
#: attributes of an object that are listed: HDF5 looks through all for each
MOST_ATTRIBUTES = 1000


def as_text(name) -> str:
    """A name as h5py gives it, which are bytes where it is not UTF-8."""
    return name.decode("utf-8", "surrogateescape") if isinstance(name, bytes) else name


def write_names(group, name: str, names: list[str]) -> None:
    """Writes names as Keras does: one attribute, or name0, name1, ... if too long."""
    encoded = [n.encode("utf-8") for n in names]
    array = np.array(encoded) if encoded else np.array([], "f8")
    parts = 1
    chunks = [array]
    while any(chunk.nbytes > HEADER_LIMIT for chunk in chunks):
        parts += 1
        chunks = np.array_split(array, parts)
    if parts == 1:
        group.attrs[name] = encoded
        return
    for i, chunk in enumerate(chunks):
        group.attrs[f"{name}{i}"] = chunk


class AttributeReader:
    """The part of the guarded reader that reads attributes."""

    def attribute(self, group, name: str):
        """The value of an attribute, None where there is none.

        Raises:
            FileError: it is neither text nor numbers, larger than the file allows, or
                not what was written.
        """
        with self.reading(f"attribute {name!r}"):
            value = self._value(group, name) if name in group.attrs else None
            path = group.name
        self._check.attribute(path, name, value)
        return value

    def has(self, group, name: str) -> bool:
        """Whether there is an attribute of this name."""
        with self.reading(f"attribute {name!r}"):
            return name in group.attrs

    def attribute_names(self, group) -> list[str]:
        """The names of all attributes."""
        with self.reading(f"attributes of {group.name!r}"):
            if len(group.attrs) > MOST_ATTRIBUTES:
                self.refuse(f"{group.name!r} has {len(group.attrs)} attributes")
            return [as_text(name) for name in group.attrs]

    def _value(self, group, name: str):
        opened = self._h5py.h5a.open(group.id, name.encode("utf-8"))
        claim = claim_of_attribute(opened, self.size, lambda: self._largest(group))
        if claim is not None:
            self.damaged(f"attribute {name!r} of {group.name!r} claims {claim}")
        return group.attrs[name]

    def _largest(self, group) -> int:
        with self.open_bytes() as stream:
            heaps = TextHeaps(stream, self.size)
            return heaps.largest_text(self.place(group))

    def text(self, group, name: str) -> str | None:
        """A text attribute, or None."""
        value = self.attribute(group, name)
        if value is None:
            return None
        if isinstance(value, np.ndarray) and value.ndim == 0:
            value = value.item()
        if isinstance(value, bytes):
            try:
                return value.decode("utf-8")
            except UnicodeDecodeError:
                self.damaged(f"attribute {name!r} is not UTF-8 text")
        return value if isinstance(value, str) else str(value)

    def json(self, group, name: str):
        """An attribute that holds JSON, or None."""
        text = self.text(group, name)
        if text is None:
            return None
        try:
            return parse_json(text)
        except ValueError as error:
            self.damaged(f"attribute {name!r} is not JSON", str(error)[:300])

    def names(self, group, name: str) -> list[str]:
        """A list of names; long ones are spread over name0, name1, ..."""
        value = self.attribute(group, name)
        if value is not None:
            return self._decoded(value, name)
        found: list[str] = []
        part = 0
        while (value := self.attribute(group, f"{name}{part}")) is not None:
            found += self._decoded(value, name)
            if len(found) > MOST_NAMES:
                self.refuse(f"attribute {name!r} lists more than {MOST_NAMES} names")
            part += 1
        return found

    def _decoded(self, values, name) -> list[str]:
        if isinstance(values, self._h5py.Empty):
            return []
        values = np.asarray(values).ravel().tolist()
        try:
            return [
                v.decode("utf-8") if isinstance(v, bytes) else str(v) for v in values
            ]
        except UnicodeDecodeError:
            self.damaged(f"a name in attribute {name!r} is not UTF-8 text")
