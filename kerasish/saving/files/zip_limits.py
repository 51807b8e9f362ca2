"""Which zip archives are opened at all."""

from __future__ import annotations

import os
import zipfile

from kerasish.saving.files.h5_limits import most_bytes

END, END_BYTES = b"PK\x05\x06", 22
END_64, LOCATOR_64_BYTES = b"PK\x06\x06", 20
#: bytes of the list of members: for some ten thousands of them
MOST_DIRECTORY_BYTES = 1 << 22
#: the smallest entry of a member before its bytes
HEADER_BYTES = 30


def claim_of_directory(stream) -> str | None:
    """What is wrong with the list of members before it is read, or None."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - (1 << 16) - END_BYTES - LOCATOR_64_BYTES - 56))
    tail = stream.read()
    stream.seek(0)
    found = tail.rfind(END)
    if found < 0 or len(tail) < found + END_BYTES:
        return "no end: it is truncated"
    directory = int.from_bytes(tail[found + 12 : found + 16], "little")
    larger = tail.rfind(END_64, 0, found)
    if larger >= 0:
        directory = max(
            directory % 0xFFFFFFFF,
            int.from_bytes(tail[larger + 40 : larger + 48], "little"),
        )
    if directory > min(MOST_DIRECTORY_BYTES, size):
        return f"a list of members of {directory} bytes"
    return None


def claim_of_members(members: list[zipfile.ZipInfo]) -> str | None:
    """What is wrong with the members of an archive, or None."""
    names = [info.filename for info in members]
    if len(set(names)) != len(names):
        return "several members of one name"
    end = 0
    for info in sorted(members, key=lambda info: info.header_offset):
        if info.header_offset < end:
            return f"members that overlap, {info.filename!r} for one"
        end = info.header_offset + HEADER_BYTES + info.compress_size
    return None


def claim_of_member(info: zipfile.ZipInfo) -> str | None:
    """What is wrong with a member that is to be read, or None."""
    if info.flag_bits & 1:
        return "a password"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return f"compression {info.compress_type}, which Keras never wrote"
    if info.file_size > most_bytes(info.compress_size):
        return f"{info.file_size} bytes in {info.compress_size}"
    return None
