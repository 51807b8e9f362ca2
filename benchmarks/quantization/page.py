"""Writes docs/quantization.md: python -m benchmarks quantization --to FILE."""

from __future__ import annotations

from pathlib import Path

from benchmarks.quantization.int8_tables import file_rows, score_rows
from benchmarks.quantization.speed_table import speed_rows
from benchmarks.quantization.trained_models import trained_models
from benchmarks.quantization.transfer import transfer_rows
from benchmarks.tables import format_table, print_table

TEMPLATE = Path(__file__).with_name("page.md")


def write_page(to: str | None, files: list[str]) -> None:
    """Measures everything, prints it, and fills the page's tables.

    Args:
        to: the page; None only prints.
        files: models of others, whose layers become int8.
    """
    tables = {
        "scores": list(score_rows(trained_models())),
        "speed": list(speed_rows()),
        "transfer": list(transfer_rows()),
        "files": list(file_rows(files)),
    }
    for name, rows in tables.items():
        print_table(name, rows)
    if to is not None:
        text = TEMPLATE.read_text("utf-8")
        for name, rows in tables.items():
            text = text.replace(f"<{name}>", format_table(rows))
        Path(to).write_text(text, "utf-8")
        print(f"wrote {to}")
