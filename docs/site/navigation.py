"""The navigation of mkdocs.yml, with patterns in place of lists.

An entry such as ``Guides: "*.md"`` stands for all pages of docs/ that fit and that no
other entry names; ``API: api/`` for the reference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatch


def filled(nav: list, pages: Iterable[str]) -> list:
    """The navigation without patterns.

    Args:
        nav: as in mkdocs.yml.
        pages: paths of all pages, in the order in which patterns list them.

    Example:
        >>> filled([{"Home": "index.md"}, {"All": "*.md"}], ["index.md", "a.md"])
        [{'Home': 'index.md'}, {'All': ['a.md']}]
    """
    patterns = [leaf for leaf in leaves(nav) if "*" in leaf]
    free = [page for page in pages if page not in set(leaves(nav))]
    # the longest pattern is the most special one
    groups: dict[str, list[str]] = {pattern: [] for pattern in patterns}
    for page in free:
        for pattern in sorted(patterns, key=len, reverse=True):
            if fnmatch(page, pattern) and page.count("/") == pattern.count("/"):
                groups[pattern].append(page)
                break
    return [put(entry, groups) for entry in nav]


def leaves(entry) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict):
        for value in entry.values():
            yield from leaves(value)
    else:
        for value in entry:
            yield from leaves(value)


def put(entry, groups: dict[str, list[str]]):
    """An entry with groups in the place of patterns."""
    if isinstance(entry, str):
        return groups.get(entry, entry)
    if isinstance(entry, dict):
        return {title: put(value, groups) for title, value in entry.items()}
    found = []
    for value in entry:
        filling = put(value, groups)
        found += filling if isinstance(filling, list) else [filling]
    return found
