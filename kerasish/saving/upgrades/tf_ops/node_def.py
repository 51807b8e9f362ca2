"""The text and bytes in which TensorFlow wrote the node of an operation."""

from __future__ import annotations

import base64
import json
import struct

#: numbers of TensorFlow's dtypes, by their order
_DTYPES = (
    None, "float32", "float64", "int32", "uint8", "int16", "int8", "string",
    "complex64", "int64", "bool",
)  # fmt: skip
_NAMES = {
    "DT_FLOAT": "float32", "DT_DOUBLE": "float64", "DT_HALF": "float16",
    "DT_BFLOAT16": "bfloat16", "DT_BOOL": "bool",
}  # fmt: skip


def parse_node(text: str | bytes) -> dict:
    """A node from its JSON, or from the bytes of its protocol buffer.

    Raises:
        ValueError: it is neither.
    """
    if isinstance(text, str) and text.lstrip().startswith("{"):
        return json.loads(text)
    data = text.encode("utf-8") if isinstance(text, str) else text
    node: dict = {"attr": {}}
    for number, value in _fields(data):
        if number == 2:
            node["op"] = value.decode()
        elif number == 5:
            entry = dict(_fields(value))
            node["attr"][entry[1].decode()] = _attribute(entry[2])
    return node


def _fields(data: bytes):
    """(number, value) of each field: whole numbers and bytes."""
    place = 0
    while place < len(data):
        key, place = _number(data, place)
        kind = key & 7
        if kind == 0:
            value, place = _number(data, place)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
            value, place = data[place : place + size], place + size
        elif kind == 2:
            size, place = _number(data, place)
            value, place = data[place : place + size], place + size
            if len(value) != size:
                raise ValueError("it ends too early")
        else:
            raise ValueError(f"fields of kind {kind} are not known")
        yield key >> 3, value


def _number(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value, place
        if shift > 63:
            raise ValueError("a number is too long")


def _signed(value: int) -> int:
    return value - (1 << 64) if value >= 1 << 63 else value


def _attribute(data: bytes) -> dict:
    """An attribute in the form that JSON has."""
    found: dict = {}
    for number, value in _fields(data):
        if number == 1:
            found["list"] = {"i": _whole_numbers(value)}
        elif number == 2:
            found["s"] = base64.b64encode(value).decode()
        elif number == 3:
            found["i"] = _signed(value)
        elif number == 4:
            found["f"] = struct.unpack("<f", value)[0]
        elif number == 5:
            found["b"] = bool(value)
        elif number == 6:
            found["type"] = _DTYPES[value] if value < len(_DTYPES) else None
    return found


def _whole_numbers(data: bytes) -> list[int]:
    found = []
    for number, value in _fields(data):
        if number != 3:
            continue
        if isinstance(value, int):
            found.append(_signed(value))
            continue
        place = 0
        while place < len(value):
            item, place = _number(value, place)
            found.append(_signed(item))
    return found


def attribute_values(attributes: dict) -> dict:
    """Attributes as plain values: numbers, words, dtypes, lists of numbers."""
    return {name: _value(record) for name, record in attributes.items()}


def _value(record: dict):
    if "list" in record:
        return [int(i) for i in record["list"].get("i", [])]
    if "i" in record:
        return int(record["i"])
    if "f" in record:
        return float(record["f"])
    if "b" in record:
        return bool(record["b"])
    if "s" in record:
        return base64.b64decode(record["s"]).decode()
    name = record.get("type")
    if not isinstance(name, str):
        return None
    return _NAMES.get(name, name.removeprefix("DT_").lower())
