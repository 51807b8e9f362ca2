"""A checksum of every attribute and dataset of a file, kept in the file itself.

The digest is a table of numbers in attributes of the root: for each part a key (a hash
of its path) and a CRC-32 of its value. So a reader that wants one layer checks one
layer. It recognises damage by accident; who changes a file on purpose can change the
digest as well.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator

import numpy as np

#: attributes ``kerasish_digest0``, ``kerasish_digest1``, ... of the root
ATTRIBUTE = "kerasish_digest"
#: numbers in one attribute: HDF5 keeps attributes in an object header of 64 kB
NUMBERS_AT_ONCE = 4096


def key_of(path: str, attribute: str = "") -> int:
    """The number that stands for a dataset, or for an attribute of an object."""
    text = f"{path}\0{attribute}".encode("utf-8", "surrogateescape")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")


def array_checksum(array: np.ndarray) -> int:
    """CRC-32 of the type, the shape and the numbers of a dataset."""
    head = zlib.crc32(f"{array.dtype.str}{array.shape}".encode())
    if array.size == 0:
        return head
    flat = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
    return zlib.crc32(flat, head)


def attribute_checksum(value) -> int:
    """CRC-32 of the value of an attribute; text is the same in whichever form."""
    array = np.asarray(value)
    if array.dtype.kind not in "SUO":
        return array_checksum(array)
    items = [
        item if isinstance(item, bytes) else str(item).encode("utf-8", "replace")
        for item in array.ravel().tolist()
    ]
    return zlib.crc32(b"\0".join(items), len(items))


def is_digest(name: str) -> bool:
    """Whether an attribute of the root is a part of the digest."""
    return name.startswith(ATTRIBUTE)


def write_digest(file) -> None:
    """Writes the digest of all that an open h5py file holds now.

    Args:
        file: open for writing; what it holds was just written and is trusted.
    """
    for name in [n for n in file.attrs if is_digest(n)]:
        del file.attrs[name]
    table = np.array(sorted(_checksums(file)), np.uint64).reshape(-1)
    table = np.append(table, np.uint64(array_checksum(table)))
    for part, start in enumerate(range(0, len(table), NUMBERS_AT_ONCE)):
        file.attrs[f"{ATTRIBUTE}{part}"] = table[start : start + NUMBERS_AT_ONCE]


def _checksums(file) -> Iterator[tuple[int, int]]:
    pending = [file]
    while pending:
        item = pending.pop()
        for name, value in item.attrs.items():
            if not (item.name == "/" and is_digest(name)):
                yield key_of(item.name, name), attribute_checksum(value)
        if hasattr(item, "keys"):
            pending.extend(item.values())
        elif item.shape is not None:
            yield key_of(item.name), array_checksum(item[()])


def read_digest(root) -> dict[int, int] | None:
    """The checksum of each part by its key, or None where there is no digest.

    Raises:
        ValueError: the digest itself is damaged.
    """
    parts = []
    while f"{ATTRIBUTE}{len(parts)}" in root.attrs:
        parts.append(np.asarray(root.attrs[f"{ATTRIBUTE}{len(parts)}"]).ravel())
    if not parts:
        return None
    if any(part.dtype != np.uint64 for part in parts):
        raise ValueError("its numbers are of another type")
    table = np.concatenate(parts)
    if len(table) % 2 == 0 or array_checksum(table[:-1]) != int(table[-1]):
        raise ValueError("its own checksum is wrong")
    return dict(zip(table[:-1:2].tolist(), table[1::2].tolist()))
