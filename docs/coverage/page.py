"""The page docs/coverage.md, from two surfaces."""

from __future__ import annotations

from collections import defaultdict

from docs.coverage.differences import differences
from docs.coverage.reasons import reason

HEAD = """# What of Keras is here

Every public name of Keras {version}, module by module, and its arguments, read from an
installed Keras and compared by a program. Written by

```sh
python -m docs.coverage --keras path/to/python   # one that has Keras
```

**{done} of {total} names are here{different}.**
A name in several modules counts in each. Methods and numbers are not compared here: the
tests do that.

| module | here | absent, or different |
|---|---|---|
"""


def page(version: str, theirs: dict, ours: dict) -> str:
    """The text in Markdown.

    Args:
        version: of Keras.
        theirs: its surface, by `surface.read`.
        ours: the same names here.
    """
    rows, unlike = [], 0
    for path in sorted(theirs, key=lambda p: (p.count("."), p)):
        if theirs[path]:
            changed = changes(theirs[path], ours[path])
            unlike += len(changed)
            rows.append(row(path, theirs[path], ours[path], changed))
    head = HEAD.format(
        version=version,
        done=sum(map(len, ours.values())),
        total=sum(map(len, theirs.values())),
        different=f", {unlike} of them with other arguments" if unlike else "",
    )
    return head + "\n".join(rows) + "\n"


def changes(theirs: dict, ours: dict) -> dict[str, list[str]]:
    """What is different, by name, for the names that are here."""
    found = {name: differences(theirs[name], item) for name, item in ours.items()}
    return {name: words for name, words in found.items() if words}


def row(path: str, theirs: dict, ours: dict, changed: dict) -> str:
    notes = []
    for why, names in absent(path, theirs, ours).items():
        notes.append(f"{why}: {', '.join(f'`{name}`' for name in names)}")
    notes += [f"`{name}`: {'; '.join(words)}" for name, words in changed.items()]
    title = f"`keras.{path}`" if path else "`keras`"
    return f"| {title} | {len(ours)}/{len(theirs)} | {'<br>'.join(notes)} |"


def absent(path: str, theirs: dict, ours: dict) -> dict[str, list[str]]:
    """The names that are not here, by the reason."""
    found = defaultdict(list)
    for name in theirs:
        if name not in ours:
            found[reason(path, name)].append(name)
    return found
