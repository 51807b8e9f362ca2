"""Records of a length, its checksum, the content, and its checksum.

Source: https://www.tensorflow.org/tutorials/load_data/tfrecord (format and mask); the
checksum is CRC-32C, RFC 3720, appendix B.4.
"""

from __future__ import annotations

import struct

POLYNOMIAL = 0x82F63B78
MASK_DELTA = 0xA282EAD8


def _table_entry(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (POLYNOMIAL if byte & 1 else 0)
    return byte


_TABLE = [_table_entry(byte) for byte in range(256)]


def crc32c(content: bytes) -> int:
    """The CRC-32C of some bytes.

    Example:
        >>> from kerasish.event_files.record import crc32c
        >>> hex(crc32c(b"123456789"))
        '0xe3069283'
    """
    crc = 0xFFFFFFFF
    for byte in content:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def masked_checksum(content: bytes) -> bytes:
    """The checksum, turned and shifted so that records may hold records."""
    crc = crc32c(content)
    masked = (crc >> 15 | crc << 17) + MASK_DELTA
    return struct.pack("<I", masked & 0xFFFFFFFF)


def record(content: bytes) -> bytes:
    """The content as a record."""
    length = struct.pack("<Q", len(content))
    return length + masked_checksum(length) + content + masked_checksum(content)
