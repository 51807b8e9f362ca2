"""JSON of a file, with limits that no model comes near."""

from __future__ import annotations

import json

#: characters; the largest configs, with vocabularies in them, have some millions
MOST_CHARACTERS = 1 << 26
#: objects and lists
MOST_PARTS = 400_000
#: objects and lists inside one another; a model in a model takes four
MOST_DEPTH = 200


def parse_json(text: str):
    """The value of a JSON text.

    Raises:
        ValueError: it is not JSON, or larger or deeper than a model can be.

    Example:
        >>> from kerasish.saving.files.json_text import parse_json
        >>> parse_json('{"units": 3}')
        {'units': 3}
    """
    if not isinstance(text, str):
        raise ValueError(f"text was expected, not {type(text).__name__}")
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"it has {len(text)} characters")
    if text.count("[") + text.count("{") > MOST_PARTS:
        raise ValueError(f"it has more than {MOST_PARTS} parts")
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError(f"it is more than {MOST_DEPTH} levels deep") from None
    _require_depth(value)
    return value


def _require_depth(value) -> None:
    level, depth = [value], 0
    while level:
        if depth > MOST_DEPTH:
            raise ValueError(f"it is more than {MOST_DEPTH} levels deep")
        inside = []
        for part in level:
            if isinstance(part, dict):
                inside.extend(part.values())
            elif isinstance(part, list):
                inside.extend(part)
        level, depth = [p for p in inside if isinstance(p, (dict, list))], depth + 1
