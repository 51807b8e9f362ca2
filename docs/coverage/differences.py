"""How the arguments of two functions, or of the constructors of two classes, differ."""

from __future__ import annotations

_BY_POSITION = ("POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD")
_STARRED = ("VAR_POSITIONAL", "VAR_KEYWORD")


def differences(theirs: dict, ours: dict) -> list[str]:
    """What is different, in words; an empty list where nothing is.

    Args:
        theirs: description by `surface.described` in Keras.
        ours: the same here.
    """
    if theirs["kind"] != ours["kind"]:
        return [f"a {ours['kind']} here, a {theirs['kind']} in Keras"]
    if theirs["parameters"] is None or ours["parameters"] is None:
        return []
    return argument_differences(theirs["parameters"], ours["parameters"])


def argument_differences(theirs: list, ours: list) -> list[str]:
    known = {name: (default, kind) for name, default, kind in ours}
    accepts_all = any(kind == "VAR_KEYWORD" for _, _, kind in ours)
    found = []
    for name, default, kind in theirs:
        if kind == "INHERITED" or kind in _STARRED:
            continue
        if name not in known:
            collects = kind == "KEYWORD_ONLY" and accepts_all
            found += [] if collects else [f"no {name}"]
        elif known[name][1] != "INHERITED" and not alike(known[name][0], default):
            found.append(f"{name}={known[name][0]} for {default}")
    return found + order_differences(theirs, ours)


def alike(default: str, other: str) -> bool:
    """Whether two defaults are written differently at most: 1, 1.0 and (1, 1)."""
    if default == other or {default, other} <= {"()", "[]", "None"}:
        return True
    return plain(default) == plain(other)


def plain(default: str) -> str:
    """Numbers as floats; equal numbers of all axes as one."""
    parts = {part.strip() for part in default.strip("()[]").split(",")}
    text = parts.pop() if len(parts) == 1 else default.strip("()[]")
    try:
        return str(float(text))
    except ValueError:
        return text


def order_differences(theirs: list, ours: list) -> list[str]:
    """Whether what is passed by position goes to another argument."""
    first, second = (
        [n for n, _, kind in side if kind in _BY_POSITION] for side in (theirs, ours)
    )
    shared = [n for n in first if n in second]
    if [n for n in second if n in first] != shared:
        return ["another order: " + ", ".join(second)]
    moved = [n for n in shared if first.index(n) != second.index(n)]
    extra = [n for n in second if n not in first]
    if moved and extra and second.index(extra[0]) < first.index(moved[0]) + 1:
        return [f"{extra[0]} stands before {moved[0]}"]
    return []
