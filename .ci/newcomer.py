"""The walk of a newcomer: what README says, done in an empty place by its own words.

Run: python3 .ci/newcomer.py [SOURCES]        Expected: at most five minutes

Copies the sources into an empty folder, as a clone would be, and runs README's commands
there, read from README: its first command, and the section "From nothing to a served
model". Nothing but a shell, Python and curl is needed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SECTION = "## From nothing to a served model"
PORT = "8000"
MOST_SECONDS = 300
MADE = {"digits.h5", "digits.onnx", "digits.c", "history.png", "one.npy"}
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def walk(readme: str, port: int) -> tuple[str, str]:
    """The program and the commands of README.

    Args:
        readme: its text.
        port: one that is free, in place of README's.

    Returns:
        `train.py`, which is every block of Python up to the end of the section, and the
        lines of the shell.
    """
    start = readme.index(SECTION)
    end = readme.index("\n## ", start)
    blocks = BLOCK.findall(readme[:end])
    program = "\n".join(code for language, code in blocks if language == "python")
    section = BLOCK.findall(readme[start:end])
    commands = "".join(code for language, code in section if language == "sh")
    if not program or PORT not in commands:
        raise SystemExit(f"README: {SECTION!r} has no program, or no port {PORT}")
    return program, commands.replace(PORT, str(port))


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


def bash(commands: str, folder: Path) -> str:
    """Runs lines in a shell of its own; returns what they print."""
    hidden = {"PYTHONPATH", "VIRTUAL_ENV", "PYTHONHOME"}
    environment = {k: v for k, v in os.environ.items() if k not in hidden}
    environment |= {"MPLBACKEND": "Agg", "KERASISH_CACHE": str(folder / "cache")}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        timeout=2 * MOST_SECONDS,
        check=False,
    )
    if done.returncode:
        print(done.stdout)
        raise SystemExit(f"exit code {done.returncode} of:\n{commands}")
    return done.stdout


def check(folder: Path, printed: str) -> None:
    """What the walk should have left."""
    missing = sorted(name for name in MADE if not (folder / name).is_file())
    if missing:
        raise SystemExit(f"not made: {missing}")
    # without a line of its own: what the server prints may follow
    text = printed[printed.rindex('{"outputs"') :]
    answer, _ = json.JSONDecoder().raw_decode(text)
    (row,) = answer["outputs"]
    if len(row) != 10 or abs(sum(row) - 1) > 1e-5 or max(row) < 0.5:
        raise SystemExit(f"no answer of a trained model: {row}")
    if shutil.which("cc"):
        compiled = "cc -O2 -DSELF_TEST digits.c -lm -o self_test && ./self_test"
        print(bash(compiled, folder).strip())
    print(f"the digit is {row.index(max(row))}, says the server")


def main() -> None:
    sources = Path(*sys.argv[1:2] or [Path(__file__).parents[1]]).resolve()
    readme = (sources / "README.md").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "kerasish"
        hidden = shutil.ignore_patterns(".git", "build", "*.egg-info", "__pycache__")
        shutil.copytree(sources, folder, ignore=hidden)
        program, commands = walk(readme, free_port())
        (folder / "train.py").write_text(program, encoding="utf-8")
        start = time.monotonic()
        printed = bash(commands, folder)
        seconds = time.monotonic() - start
        check(folder, printed)
        first = BLOCK.search(readme)[2].splitlines()[0]
        print(bash(f". env/bin/activate\n{first}", folder).splitlines()[-1])
    print(f"from nothing to a served model in {seconds:.0f} s")
    if seconds > MOST_SECONDS:
        raise SystemExit(f"more than {MOST_SECONDS} s")


if __name__ == "__main__":
    main()
