"""Tensors with the channels last, as ours, and with the channels first, as in ONNX."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def last_to_first(writer: Any, x: str, rank: int) -> str:
    """(batch, *spatial, channels) to (batch, channels, *spatial)."""
    return writer.transpose(x, (0, rank - 1, *range(1, rank - 1)))


def first_to_last(writer: Any, x: str, rank: int) -> str:
    """(batch, channels, *spatial) to (batch, *spatial, channels)."""
    return writer.transpose(x, (0, *range(2, rank), 1))


def lows_and_highs(padding: Sequence[tuple[int, int]]) -> list[int]:
    """Pairs for each axis as ONNX wants them: what is before, then what is behind."""
    return [low for low, _ in padding] + [high for _, high in padding]
