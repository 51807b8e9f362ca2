"""Where HDF5 keeps texts of variable length, looked at before HDF5 reads them.

HDF5 does not come back from a heap that contains an empty space of no size: zeros, as
lost blocks of a disk leave them, are enough. So the heaps that the attributes of an
object point to are checked first. They also tell how long the texts are.
"""

from __future__ import annotations

from collections.abc import Iterator

#: of headers of objects, in version 2, and of their continuations
OBJECT, CONTINUATION = b"OHDR", b"OCHK"
ATTRIBUTE_MESSAGE, CONTINUATION_MESSAGE, MANY_ATTRIBUTES = 0x0C, 0x10, 0x15
HEAP, HEAP_HEADER, HEAP_ENTRY = b"GCOL", 16, 16
#: the class of types whose values are references
VARIABLE_LENGTH = 9
#: bytes of a reference: length, address, index
REFERENCE = 16
MOST_BLOCKS = 1000


class TextHeaps:
    """The heaps of one file.

    Args:
        stream: the bytes of the file, open for reading.
        size: how many there are.
    """

    def __init__(self, stream, size: int):
        self._stream, self._size = stream, size
        self._largest: dict[int, int] = {}

    def largest_text(self, address: int) -> int:
        """The most bytes that a text of an attribute of an object can have.

        Args:
            address: of the object's header.

        Raises:
            ValueError: a heap is damaged.
        """
        largest = 0
        for kind, data in self._messages(address):
            if kind == ATTRIBUTE_MESSAGE:
                largest = max(largest, *self._texts_of(data), 0)
            elif kind == MANY_ATTRIBUTES:
                largest = max(largest, *self._all_heaps(), 0)
        return largest

    def _read(self, address: int, number: int) -> bytes:
        if not 0 <= address <= self._size:
            raise ValueError(f"an address is {address} in {self._size} bytes")
        self._stream.seek(address)
        return self._stream.read(number)

    def _messages(self, address: int) -> Iterator[tuple[int, bytes]]:
        head = self._read(address, 16)
        is_new = head[:4] == OBJECT
        blocks = [self._first_block(address, head)]
        for done in range(MOST_BLOCKS):
            if done == len(blocks):
                return
            for kind, data in _split(self._read(*blocks[done]), is_new, head[5] & 4):
                yield kind, data
                if kind == CONTINUATION_MESSAGE and len(data) >= 16:
                    start, length = _number(data, 0, 8), _number(data, 8, 8)
                    skipped = 4 if is_new else 0
                    blocks.append((start + skipped, length - 2 * skipped))
        raise ValueError("a header goes on without end")

    def _first_block(self, address: int, head: bytes) -> tuple[int, int]:
        if head[:4] != OBJECT:
            return address + 16, _number(head, 8, 4)
        flags = head[5]
        start = 6 + (16 if flags & 0x20 else 0) + (4 if flags & 0x10 else 0)
        width = 1 << (flags & 3)
        length = _number(self._read(address + start, width), 0, width)
        return address + start + width, length

    def _texts_of(self, message: bytes) -> Iterator[int]:
        """The largest text of each heap that the message of an attribute refers to."""
        is_texts, data = _value_of(message)
        end = len(data)
        while end >= REFERENCE:
            claimed = _number(data, end - REFERENCE, 4)
            address = _number(data, end - 12, 8)
            end -= REFERENCE
            if not 0 < address < self._size or self._read(address, 4) != HEAP:
                if is_texts and claimed:  # HDF5 makes room for it before it looks
                    raise ValueError(f"a text is at {address}, where there is no heap")
                if not is_texts:
                    return
                continue
            largest = self._largest_in(address)
            if claimed > largest:
                raise ValueError(f"a text claims {claimed} bytes of {largest}")
            yield largest

    def _largest_in(self, address: int) -> int:
        if address not in self._largest:
            length = _number(self._read(address + 8, 8), 0, 8)
            if length > self._size:
                raise ValueError(f"a heap claims {length} bytes")
            self._largest[address] = _largest_entry(self._read(address, length))
        return self._largest[address]

    def _all_heaps(self) -> Iterator[int]:
        """Heaps by their signature: where many attributes are kept in another way."""
        position, kept = 0, b""
        while block := self._read(position, 1 << 20):
            found = (kept + block).find(HEAP)
            while found >= 0:
                yield self._largest_in(position - len(kept) + found)
                found = (kept + block).find(HEAP, found + 1)
            position, kept = position + len(block), block[-3:]


def _number(data: bytes, start: int, width: int) -> int:
    return int.from_bytes(data[start : start + width], "little")


def _value_of(message: bytes) -> tuple[bool, bytes]:
    """Whether an attribute has texts of variable length, and its value.

    A value that cannot be told from what is before it is left together with that.
    """
    version = message[0] if message else 0
    sizes = [_number(message, i, 2) for i in (2, 4, 6)]
    if version not in (1, 2, 3) or len(message) < 8 + sum(sizes):
        return False, message
    if version == 1:  # each part is filled up
        sizes = [(size + 7) // 8 * 8 for size in sizes]
    start = 9 if version == 3 else 8
    kind = start + sizes[0]
    is_texts = kind < len(message) and message[kind] & 15 == VARIABLE_LENGTH
    return is_texts, message[start + sum(sizes) :] if is_texts else message


def _split(block: bytes, is_new: bool, has_order: int) -> Iterator[tuple[int, bytes]]:
    """(kind, data) of the messages in a block of a header."""
    head = (6 if has_order else 4) if is_new else 8
    position = 0
    while position + head <= len(block):
        width = 1 if is_new else 2
        kind = _number(block, position, width)
        length = _number(block, position + width, 2)
        start = position + head
        yield kind, block[start : start + length]
        position = start + length


def _largest_entry(heap: bytes) -> int:
    """Bytes of the largest entry of a heap.

    Raises:
        ValueError: an empty space has no size, so that the list never ends.
    """
    position, largest = HEAP_HEADER, 0
    while position + HEAP_ENTRY <= len(heap):
        index = _number(heap, position, 2)
        length = _number(heap, position + 8, 8)
        if index == 0 and length < HEAP_ENTRY:
            raise ValueError("a heap of texts has an empty space of no size")
        if length > len(heap) - position:
            raise ValueError(f"a text claims {length} bytes")
        if index == 0:  # HDF5 goes on behind it, though it shall be the last
            position += length
            continue
        largest = max(largest, length)
        position += HEAP_ENTRY + (length + 7) // 8 * 8
    return largest
