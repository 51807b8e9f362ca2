"""Where the tiles of a unit read their panel: packed, or where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llvmlite import ir

from graph.engines.native.contraction import cost
from graph.engines.native.contraction.matmul_code import MatmulCode, Unit
from graph.engines.native.contraction.packing import (
    Panel,
    pack_columns,
    pack_rows,
    pack_some_rows,
)
from graph.engines.native.integers import both, either, is_below, is_equal, is_plain

if TYPE_CHECKING:
    from graph.engines.native.hints import Value


def choose_panel(
    code: MatmulCode, unit: Unit, y: Value, depth: Value
) -> list[Value] | tuple[Value, Value]:
    """A panel as a tile reads it: packed, or where it stands."""
    b = code.b
    direct = _is_direct(code, unit)
    if direct is True:
        return y, code.y_depth
    if direct is False:
        _pack(code, unit, y, depth)
        return code.panel, code.width

    def pack() -> list[Value]:
        _pack(code, unit, y, depth)
        return [code.panel, b.int(code.width)]

    return b.choose(direct, lambda: [y, b.int(code.y_depth)], pack)


def _is_direct(code: MatmulCode, unit: Unit) -> bool | ir.Value:
    """Whether a panel is read where it stands."""
    if code.kernel.is_packed:
        return True
    if code.y_column != 1:
        return False
    if code.is_one_row is True:
        return True
    is_packed = is_plain(code.y_depth, code.width) and code.y_depth == code.width
    few = is_packed or is_below(code.b, code.rows, cost.ROWS_WITHOUT_PACKING + 1)
    direct = both(code.b, few, _is_whole(code, unit))
    return either(code.b, direct, code.is_one_row)


def _is_whole(code: MatmulCode, unit: Unit) -> bool | ir.Value:
    """Whether a panel has all of its columns."""
    if unit.width is code.width:
        return True
    return is_equal(code.b, unit.width, code.width)


def _pack(code: MatmulCode, unit: Unit, y: Value, depth: Value) -> None:
    b, plan = code.b, code.plan
    is_row = code.y_column == 1
    panel = Panel(
        y,
        code.y_depth if is_row else code.y_column,
        depth,
        unit.width,
        code.panel,
        code.width,
        plan.lanes,
        code.dtype,
    )
    whole = _is_whole(code, unit)
    if not is_row:
        pack_columns(b, panel, is_whole=whole is True)
        return
    if whole is True:
        pack_rows(b, panel, plan.vectors)
    elif whole is False:
        pack_some_rows(b, panel)
    else:
        with b.if_else(whole) as (then, otherwise):
            with then:
                pack_rows(b, panel, plan.vectors)
            with otherwise:
                pack_some_rows(b, panel)
