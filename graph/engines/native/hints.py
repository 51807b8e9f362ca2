"""Types that signatures name, for what llvmlite gives: it has no types of its own."""

from __future__ import annotations

from typing import Any, TypeAlias

#: a value in a register (llvmlite's ir.Value), or an int that becomes a constant
Value: TypeAlias = Any
