"""Links between files of the repository as links between pages of the site.

A file of docs/ is a page; README, CHANGELOG and CONTRIBUTING are pages by other names;
 any other file or folder that a page links to gets one that shows it.
"""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: pages that stand outside of docs/
OUTSIDE = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
}
LINK = re.compile(r"(?<=\]\()(?!\w+:|#|/)([^)#\s]+)(?=[)#])")
FENCE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
LANGUAGES = {".py": "python", ".toml": "toml", ".cfg": "ini", ".sh": "sh"}


class Links:
    """Turns links round, and remembers which files need a page.

    Args:
        root: the folder of the repository.
    """

    def __init__(self, root: Path = ROOT):
        self.root = root
        self.shown: dict[str, str] = {}

    def turned(self, text: str, source: str) -> str:
        """The text of a file whose links lead to pages.

        Args:
            text: Markdown.
            source: path of its file in the repository.
        """
        page = self.page_of(source)
        parts = FENCE.split(text)
        parts[::2] = [
            LINK.sub(lambda match: self.target(match[1], source, page), part)
            for part in parts[::2]
        ]
        return "".join(parts)

    def target(self, link: str, source: str, page: str) -> str:
        path = os.path.normpath(os.path.join(os.path.dirname(source), link))
        if path.startswith("..") or not (self.root / path).exists():
            raise FileNotFoundError(f"{source}: there is no {link}")
        return os.path.relpath(self.page_of(path), os.path.dirname(page) or ".")

    def page_of(self, path: str) -> str:
        """The page of a file or folder; makes one if it needs that."""
        if path in OUTSIDE:
            return OUTSIDE[path]
        if path.startswith("docs/") and not path.endswith(".py"):
            return path.removeprefix("docs/")
        page = f"source/{path}.md"
        if page not in self.shown:
            self.shown[page] = ""  # folders link to their files
            self.shown[page] = self.source_page(path)
        return page

    def source_page(self, path: str) -> str:
        file = self.root / path
        if file.is_dir():
            return self.folder_page(path)
        text = file.read_text(encoding="utf-8")
        language = LANGUAGES.get(file.suffix, "text")
        title = file.name.replace("_", r"\_")
        return f"# {title}\n\n````{language}\n{text.rstrip()}\n````\n"

    def folder_page(self, path: str) -> str:
        rows = []
        for file in sorted((self.root / path).glob("[!_]*.py")):
            name = f"{path}/{file.name}"
            text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
            if text:
                link = os.path.relpath(self.page_of(name), f"source/{path}/..")
                rows.append(f"| [{file.name}]({link}) | {text.splitlines()[0]} |")
        title = path.capitalize()
        return "\n".join([f"# {title}", "", "| file | |", "|---|---|", *rows, ""])
