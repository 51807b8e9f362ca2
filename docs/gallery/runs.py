"""Examples: what their docstrings say, and what a run gives."""

from __future__ import annotations

import ast
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
PICTURES = ROOT / "docs" / "pictures"
#: numbers of colors tried until a picture is as small as LARGEST
COLORS = (256, 96, 48)
LARGEST = 120_000


def docstring(name: str) -> str:
    return ast.get_docstring(ast.parse((EXAMPLES / f"{name}.py").read_text()))


def with_pictures() -> list[str]:
    """The examples that draw, by name."""
    names = sorted(path.stem for path in EXAMPLES.glob("*.py"))
    return [name for name in names if "[picture.png" in docstring(name)]


def without_pictures() -> list[str]:
    names = sorted(path.stem for path in EXAMPLES.glob("*.py"))
    return [name for name in names if name not in with_pictures()]


def run(name: str) -> dict:
    """Runs an example; its picture, last lines, and seconds of a processor."""
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "picture.png"
        command = [sys.executable, str(EXAMPLES / f"{name}.py"), str(picture)]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment, check=False
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            raise SystemExit(f"{name}:\n{done.stdout[-2000:]}{done.stderr}")
        shrink(picture, PICTURES / f"{name}.png")
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": round(seconds), "said": last_line(done.stdout)}


def last_line(text: str) -> str:
    """The result of a run: the last line that has letters and a number."""
    lines = [line.strip() for line in text.splitlines()]
    useful = [x for x in lines if any(map(str.isalpha, x)) and any(map(str.isdigit, x))]
    told = [x for x in useful if not x.startswith(("Epoch", "Total", "Non", "Train"))]
    results = [x for x in told if "ms/step" not in x and "fresh:" not in x]
    return results[-1] if results else ""


def shrink(source: Path, target: Path) -> None:
    """Writes a picture with few colors, which is much smaller."""
    from PIL import Image

    target.parent.mkdir(exist_ok=True)
    with Image.open(source) as image:
        flat = Image.new("RGB", image.size, "white")
        flat.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    for colors in COLORS:
        flat.quantize(colors, dither=Image.Dither.NONE).save(target, optimize=True)
        if target.stat().st_size <= LARGEST:
            return
