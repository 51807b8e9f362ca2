"""Names out of files, made safe to print: no control characters, not too long."""

from __future__ import annotations

#: characters of a name that are shown
MOST_CHARACTERS = 60


def printable(text: str, most: int = MOST_CHARACTERS) -> str:
    """The text with escapes for what does not print, shortened in the middle.

    Args:
        text: any text of a file.
        most: characters that are left, 8 or more.

    Example:
        >>> from kerasish.saving.reports.printable import printable
        >>> printable("dense\\x1b[2J")
        'dense\\\\x1b[2J'
    """
    if len(text) > 4 * most:  # escaping what is cut away again would be in vain
        text = f"{text[: 2 * most]}{text[-2 * most :]}"
        text = f"{_escaped(text[: most // 2])}...{_escaped(text[-most // 2 :])}"
    text = _escaped(text)
    if len(text) <= most:
        return text
    half = (most - 3) // 2
    return f"{text[:half]}...{text[-half:]}"


def _escaped(text: str) -> str:
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def shape_text(shape) -> str:
    """A shape as numpy writes it; very long ones are cut."""
    sizes = tuple(shape)
    if len(sizes) > 8:
        return f"({', '.join(map(str, sizes[:8]))}, ...)"
    return str(sizes)
