"""The page as one file: facts, styles and scripts inside, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from html import escape
from importlib import resources
from pathlib import Path

from kerasish.base.discovery import internal
from kerasish.models.exploring.model_facts import model_facts

#: in the order in which they run
SCRIPTS = ("layout.js", "numbers.js", "graph.js", "panel.js", "page.js")


@internal
def write_page(model, filepath, data=None) -> None:
    """Writes the page of a model; see `Model.explore`."""
    text = page_of(model_facts(model, data))
    Path(os.fspath(filepath)).write_text(text, encoding="utf-8")


@internal
def page_of(facts: dict) -> str:
    """The text of the page.

    Names in the facts may come from a stranger's file. They are data in a block that no
    browser runs; scripts put them into the page as text only; and the policy of the
    page allows this one script and this one style, by their hashes, and nothing else.
    """
    script = "\n".join(_read(name) for name in SCRIPTS)
    script = f"(() => {{\n'use strict';\n{script}}})();\n"
    style = _read("page.css")
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'"
    )
    parts = {
        "policy": policy,
        "title": escape(facts["name"]),
        "style": style,
        "facts": _inert(facts),
        "script": script,
    }
    page = _read("page.html")
    head, *pieces = page.split("{{")
    filled = [head]
    for piece in pieces:
        name, rest = piece.split("}}", 1)
        filled += [parts[name], rest]
    return "".join(filled)


def _read(name: str) -> str:
    return (resources.files(__package__) / "page" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _inert(facts: dict) -> str:
    """JSON in which nothing ends the block that it stands in."""
    text = json.dumps(facts, allow_nan=False, separators=(",", ":"))
    for letter in "<>&":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text
