"""The pages of the API reference, made from the public names: nobody keeps a list."""

from __future__ import annotations

import importlib
import inspect
from collections import defaultdict

from docs.site.docstrings import markdown
from docs.site.public_names import Entry, entries

FOLDER = "api"
#: a package with more names than this has a page for each of its folders
MOST_NAMES = 60
#: folders with fewer names stay on the page of their package
FEWEST_NAMES = 5


def pages() -> dict[str, str]:
    """Markdown by path, the first is the list of all."""
    found, elsewhere = entries()
    packages: dict[str, list[Entry]] = defaultdict(list)
    for entry in found:
        packages[entry.package].append(entry)
    made, rows = {}, []
    for package in sorted(packages, key=lambda name: (name.split(".")[0], name)):
        for group, members in grouped(packages[package]).items():
            path = f"{FOLDER}/{'.'.join(filter(None, [package, group]))}.md"
            others = [] if group else elsewhere.get(package, [])
            made[path] = page(package, group, members, others)
            rows.append(row(path, package, group, members))
    return {f"{FOLDER}/index.md": overview(rows), **made}


def grouped(members: list[Entry]) -> dict[str, list[Entry]]:
    """The names of a package by folder; "" is the page of the package itself."""
    groups: dict[str, list[Entry]] = {"": []}
    for entry in sorted(members, key=lambda e: (e.home, e.name.lower())):
        groups.setdefault(entry.home, []).append(entry)
    for group in list(groups):
        few = len(groups[group]) < FEWEST_NAMES or len(members) <= MOST_NAMES
        if group and few:
            groups[""] += groups.pop(group)
    groups[""].sort(key=lambda e: e.name.lower())
    return {group: found for group, found in groups.items() if found}


def title_of(package: str, group: str) -> str:
    topic = group.rpartition(".")[2].replace("_", " ")
    return f"{package}: {topic}" if group else package


def page(
    package: str, group: str, members: list[Entry], others: list[tuple[str, str]]
) -> str:
    module = importlib.import_module(".".join(filter(None, [package, group])))
    lines = [f"# {title_of(package, group)}", "", introduction(module), ""]
    for entry in members:
        lines += [f"::: {entry.path}", ""]
    if others:
        names = ", ".join(f"`{name}` is [`{path}`][{path}]" for name, path in others)
        lines += ["## Other names", "", names + ".", ""]
    return "\n".join(lines)


def introduction(module) -> str:
    """What a package says of itself."""
    text = inspect.cleandoc(module.__doc__ or "")
    said, _, example = text.partition("Example:\n")
    code = inspect.cleandoc("\n" + example)
    return markdown(said) + (f"\n\n```pycon\n{code}\n```" if example else "")


def row(path: str, package: str, group: str, members: list[Entry]) -> str:
    name = path.removeprefix(f"{FOLDER}/")
    module = importlib.import_module(".".join(filter(None, [package, group])))
    said = markdown(module.__doc__ or "").partition("\n\n")[0].replace("\n", " ")
    return f"| [{title_of(package, group)}]({name}) | {len(members)} | {said} |"


def overview(rows: list[str]) -> str:
    return "\n".join(
        [
            "# API reference",
            "",
            "`graph` is the engine, `kerasish` the Keras on top of it. An object",
            "stands under the shortest of its names; other names lead there.",
            "",
            "| page | names | |",
            "|---|---|---|",
            *rows,
        ]
    )
