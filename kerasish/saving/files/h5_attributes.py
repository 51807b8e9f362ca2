"""Lists of names as HDF5 attributes, cut into parts where they are long."""

from __future__ import annotations

import numpy as np

#: HDF5 keeps attributes in an object header of 64 kB
HEADER_LIMIT = 64512


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
