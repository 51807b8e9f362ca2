"""What MkDocs calls while it builds the site: adds the pages that are made.

The home page is README, the reference comes from docstrings, files that pages link to
are shown; nothing of it is a file under docs/.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # MkDocs loads this file by its path

from docs.site import navigation, reference  # noqa: E402
from docs.site.links import OUTSIDE, Links  # noqa: E402

LINKS = Links(ROOT)


def on_config(config) -> None:
    """The sources are read and imported from here, whatever is installed."""
    sys.path.insert(0, str(ROOT))  # MkDocs took it back after loading this file


def on_files(files: Files, config) -> Files:
    """Adds pages, and fills the navigation with what there is."""
    pages = dict(reference.pages())
    for source, page in OUTSIDE.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        pages[page] = LINKS.turned(text, source)
    for file in files.documentation_pages():
        LINKS.turned(file.content_string, f"docs/{file.src_uri}")
    pages |= LINKS.shown
    for path, text in pages.items():
        files.append(File.generated(config, path, content=text))
    order = sorted(f.src_uri.removesuffix(".md") for f in files.documentation_pages())
    config.nav = navigation.filled(config.nav, [f"{name}.md" for name in order])
    return files


def on_page_markdown(markdown: str, page, config, files) -> str:
    """Turns the links of the pages that are files."""
    if page.file.generated_by:
        return markdown
    return LINKS.turned(markdown, f"docs/{page.file.src_uri}")
