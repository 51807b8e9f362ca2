"""The page of the gallery, from docstrings and from what runs gave."""

from __future__ import annotations

from docs.gallery.runs import docstring, with_pictures, without_pictures

HEAD = """# Gallery

Programs of about a page, on real data or on a simulation that they state. Packages with
data are in the extra `examples`. Each writes its picture to the path that it is given:

```sh
pip install ".[native,examples]"
python examples/exoplanet_transits.py picture.png
```

This page and its pictures are written by `python -m docs.gallery`, which runs all of
them. Times are seconds of one processor, with the start of Python and compilation.
"""


def sections(name: str) -> tuple[str, str, list[str]]:
    """Of a docstring: the first line, the text below it, and the lines after "Run"."""
    text, _, facts = docstring(name).partition("\nRun: ")
    title, _, body = text.partition("\n")
    return title.strip(), body.strip(), facts.splitlines()[1:]


def entry(name: str, result: dict) -> str:
    title, body, facts = sections(name)
    parts = [
        f"## {title.rstrip('.')}",
        f"[`examples/{name}.py`](../examples/{name}.py)",
    ]
    parts += [body] if body else []
    said, seconds = result["said"], result["seconds"]
    facts.append(f"Got: `{said}` after {seconds} seconds of a processor")
    parts.append("\n".join(map(bullet, facts)))
    parts.append(f"![{title}](pictures/{name}.png)")
    return "\n\n".join(parts)


def bullet(line: str) -> str:
    """A line of a list; one that does not start with a name goes on with the last."""
    is_start = line.startswith(("Expected", "Source", "Also", "Got"))
    return f"- {line}" if is_start else f"  {line}"


def page(results: dict[str, dict]) -> str:
    """The text of docs/gallery.md.

    Args:
        results: what `runs.run` gave, by the name of the example.
    """
    entries = [entry(name, results[name]) for name in with_pictures()]
    rest = ["## Without pictures", "| | |\n|---|---|"]
    rows = [
        f"| [`{name}.py`](../examples/{name}.py) | {sections(name)[0]} |"
        for name in without_pictures()
    ]
    rest[-1] = "\n".join([rest[-1], *rows])
    return "\n\n".join([HEAD.strip(), *entries, *rest]) + "\n"
