"""What datasets and attributes may claim, measured by the bytes that are there.

A few bytes can declare terabytes: by a shape that was never written, by chunks that
unpack to zeros, by names that all stand for the same data.
"""

from __future__ import annotations

import math

#: bytes that may be claimed whatever the file holds
FREE_BYTES = 1 << 26
#: how many times as large as its bytes in the file something larger may be
MOST_EXPANSION = 16
#: bytes of a dataset that was declared and never written: all its numbers are zero
MOST_UNWRITTEN_BYTES = 1 << 20
#: chunks whose places are looked up whatever the file holds
FREE_CHUNKS = 4096
#: filters that are part of HDF5 and h5py; for others HDF5 would load a plug-in
KNOWN_FILTERS = {1, 2, 3, 4, 5, 6, 32000}


def most_bytes(stored: int) -> int:
    """How many bytes something may unpack to."""
    return max(FREE_BYTES, MOST_EXPANSION * stored)


def claim_of_dataset(dataset, itemsize: int, file_size: int) -> str | None:
    """What a dataset claims that cannot be, or None.

    Args:
        dataset: an h5py dataset.
        itemsize: bytes of one of its numbers.
        file_size: bytes of the whole file.
    """
    size = math.prod(dataset.shape) * itemsize
    stored = dataset.id.get_storage_size()
    if stored > file_size:
        return f"{stored} bytes in a file of {file_size}"
    packing = dataset.id.get_create_plist()
    filters = {packing.get_filter(i)[0] for i in range(packing.get_nfilters())}
    if filters - KNOWN_FILTERS:
        return f"a compression that HDF5 itself does not have: {sorted(filters)}"
    if size > stored + MOST_UNWRITTEN_BYTES and not filters:
        return f"{size} bytes, of which {stored} were written"
    chunk = math.prod(dataset.chunks or ()) * itemsize
    if max(size, chunk) > most_bytes(stored):
        return f"{max(size, chunk)} bytes in {stored}"
    return _claim_of_chunks(dataset, file_size)


def _claim_of_chunks(dataset, file_size: int) -> str | None:
    if dataset.chunks is None:
        return None
    number = math.prod(-(-n // c) for n, c in zip(dataset.shape, dataset.chunks))
    most = FREE_CHUNKS + file_size // 8
    return f"{number} chunks in a file of {file_size} bytes" if number > most else None


def claim_of_attribute(attribute, file_size: int, largest_text) -> str | None:
    """What an attribute claims that cannot be, or None.

    Args:
        attribute: a low-level id of h5py.
        file_size: bytes of the whole file.
        largest_text: gives the bytes of the largest text that it can refer to.
    """
    import h5py

    kind = attribute.get_type()
    if not isinstance(kind, (h5py.h5t.TypeStringID, h5py.h5t.TypeIntegerID,
                             h5py.h5t.TypeFloatID, h5py.h5t.TypeEnumID)):  # fmt: skip
        return f"values that are neither text nor numbers ({type(kind).__name__})"
    number = math.prod(attribute.shape)
    if number * kind.get_size() > file_size:
        return f"{number} values in a file of {file_size} bytes"
    if not (isinstance(kind, h5py.h5t.TypeStringID) and kind.is_variable_str()):
        return None
    largest = largest_text()
    if number > 1 and number * largest > FREE_BYTES:
        return f"{number} texts of up to {largest} bytes"
    return None
