"""Runs the examples that draw, and writes docs/gallery.md: python -m docs.gallery"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from docs.gallery.page import page
from docs.gallery.runs import run, with_pictures

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results.json"


def main() -> None:
    parser = argparse.ArgumentParser("python -m docs.gallery", description=__doc__)
    parser.add_argument("names", nargs="*", help="run these; all when none is given")
    parser.add_argument("--page-only", action="store_true", help="run none")
    chosen = parser.parse_args()
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for name in () if chosen.page_only else chosen.names or with_pictures():
        kept[name] = run(name)
        print(name, kept[name], flush=True)
    results = {name: kept[name] for name in with_pictures()}
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    (FOLDER.parent / "gallery.md").write_text(page(results))


if __name__ == "__main__":
    main()
