"""Docstrings as Markdown: what mkdocstrings does not know is put into its words.

`Args` and `Raises` are read by griffe in Google's style. Sections of our own become
lists or paragraphs with a bold title, and signs of mathematics stay what they are.
"""

from __future__ import annotations

import inspect
import re

SECTION = re.compile(r"^([A-Z][a-z]+(?: arguments)?):(?: (.*))?$")
#: sections that griffe reads, and the name that it has for them
KNOWN = {"Args": "Args", "Raises": "Raises", "Example": "Examples"}
LISTS = {"Call arguments", "Attributes", "Weights", "Buffers", "Slots"}
TEXTS = {"Returns", "Yields", "Source", "Gradient", "Note"}
#: code in one or two backticks, or what Markdown would take for its own
MARKS = re.compile(r"(``.+?``|`[^`]+`)|([*\[\]<]|__)")


def markdown(text: str) -> str:
    """A docstring as griffe and Markdown read it.

    Example:
        >>> print(markdown("y = a*b*c.\\n\\nGradient: dy * a."))
        y = a\\*b\\*c.
        <BLANKLINE>
        **Gradient**: dy \\* a.
    """
    lines: list[str] = []
    for title, body in sections(inspect.cleandoc(text)):
        lines += render(title, body)
    return "\n".join(lines).strip()


def sections(text: str) -> list[tuple[str, list[str]]]:
    """Titles and lines; the first section has no title."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in text.splitlines():
        match = SECTION.match(line)
        if match and match[1] in {*KNOWN, *LISTS, *TEXTS}:
            found.append((match[1], [match[2]] if match[2] else []))
        else:
            found[-1][1].append(line)
    return found


def render(title: str, body: list[str]) -> list[str]:
    if not title:
        return [*escaped(body), ""]
    if title == "Example":
        return [f"{KNOWN[title]}:", *body, ""]
    if title in KNOWN:
        return [f"{KNOWN[title]}:", *map(described, body), ""]
    text = inspect.cleandoc("\n".join(["", *body])).splitlines()
    if title in TEXTS:
        first, *rest = escaped(text)
        return [f"**{title}**: {first}", *rest, ""]
    return [f"**{title}**", "", *items(text), ""]


def items(lines: list[str]) -> list[str]:
    """Lines such as ``kernel: (inputs, units).`` as a list."""
    made = []
    for line in lines:
        name, colon, text = line.partition(": ")
        if colon and not line.startswith(" "):
            made.append(f"- `{name}`: {escape(text)}")
        else:
            made.append(f"    {escape(line.strip())}" if line.strip() else "")
    return made


def described(line: str) -> str:
    """A line of Args: the name stays, what is said of it is escaped."""
    match = re.match(r"^( {4}\S[^:]*: )(.*)$", line)
    return match[1] + escape(match[2]) if match else escape(line)


def escaped(lines: list[str]) -> list[str]:
    """Text without its examples and what is set off as code."""
    return [
        line if line.startswith(("    ", ">>>", "...", "|")) else escape(line)
        for line in lines
    ]


def escape(line: str) -> str:
    """Signs of Markdown outside of backticks as they are."""

    def shown(match) -> str:
        if match[1]:
            return match[1]
        return "&lt;" if match[2] == "<" else "".join(f"\\{c}" for c in match[2])

    return MARKS.sub(shown, line)
