"""Loops of a schedule, as LLVM IR."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.codegen import new_function
from graph.engines.native.memory_types import I64
from graph.engines.native.runtime.entries import Field
from graph.engines.native.runtime.regions import STEP, Region, behind
from graph.engines.native.runtime.words import NO_ADDRESS
from graph.engines.native.target import Target

if TYPE_CHECKING:
    from graph.engines.native.hints import Value


class Repeat:
    """The parts of a REPEAT entry."""

    def __init__(self, b: Builder, entry: ir.Value) -> None:
        self.b, self.entry = b, entry
        head = behind(b, entry, 1)
        body = behind(b, head, b.slot(entry, Field.HEAD))
        finish = behind(b, body, b.slot(entry, Field.BODY))
        end = behind(b, entry, b.slot(entry, Field.LENGTH))
        self.move_count = b.slot(entry, Field.MOVES)
        self.first_move = behind(b, end, b.sub(b.int(0), self.move_count))
        self.head, self.body = Region(head, body), Region(body, finish)
        self.finish = Region(finish, self.first_move)
        self.times = self._times()

    def _times(self) -> ir.Value:
        b = self.b
        where = b.slot_pointer(self.entry, Field.TIMES_ADDRESS)
        return b.choose(
            b.icmp_unsigned("!=", where, NO_ADDRESS),
            lambda: [b.load(where, align=8, typ=I64)],
            lambda: [b.slot(self.entry, Field.TIMES)],
        )[0]

    def for_each_move(self, change: Callable[..., Any]) -> None:
        def body(i: Value) -> None:
            change(self.b, behind(self.b, self.first_move, i))

        self.b.loop(0, self.move_count, 1, body)


def emit_repeat(walk: ir.Function, target: Target) -> ir.Function:
    """``int64 repeat(pool, entry, failure word)``."""
    function, b = new_function(walk.module, "repeat", STEP, target)
    function.linkage = "internal"
    pool, entry, failure = function.args
    repeat = Repeat(b, entry)
    repeat.for_each_move(_save)
    start = b.block
    names = ("head", "condition", "byte", "body", "moves", "finish", "restore")
    head, condition, byte, body, moves, finish, restore = (
        b.append_basic_block(name) for name in names
    )
    more = b.append_basic_block("more")
    b.branch(more)
    b.position_at_end(more)
    turn = b.phi(I64)
    turn.add_incoming(b.int(0), start)
    b.cbranch(b.icmp_signed("<", turn, repeat.times), head, finish)

    b.position_at_end(head)
    failed_in_head = repeat.head.walk(b, walk, pool, failure)
    b.cbranch(b.icmp_signed("!=", failed_in_head, b.int(0)), restore, condition)
    b.position_at_end(condition)
    where = b.slot_pointer(entry, Field.CONDITION)
    b.cbranch(b.icmp_unsigned("!=", where, NO_ADDRESS), byte, body)
    b.position_at_end(byte)
    b.cbranch(b.read(where, 0, "bool"), body, finish)

    b.position_at_end(body)
    failed_in_body = repeat.body.walk(b, walk, pool, failure)
    b.cbranch(b.icmp_signed("!=", failed_in_body, b.int(0)), restore, moves)
    b.position_at_end(moves)
    repeat.for_each_move(_apply)
    turn.add_incoming(b.add(turn, b.int(1)), b.block)
    b.branch(more)

    b.position_at_end(finish)
    failed_in_finish = repeat.finish.walk(b, walk, pool, failure)
    b.branch(restore)
    b.position_at_end(restore)
    result = b.phi(I64)
    result.add_incoming(failed_in_head, head)
    result.add_incoming(failed_in_body, body)
    result.add_incoming(failed_in_finish, finish)
    repeat.for_each_move(_restore)
    b.ret(result)
    return function


def _slots(b: Builder, move: ir.Value) -> tuple[ir.Value, ir.Value]:
    return b.slot_pointer(move, Field.FIRST), b.slot_pointer(move, Field.SECOND)


def _save(b: Builder, move: ir.Value) -> None:
    first, second = _slots(b, move)
    b.write(b.slot(first, 0), move, int(Field.SAVED_FIRST), "int64")
    b.write(b.slot(second, 0), move, int(Field.SAVED_SECOND), "int64")


def _apply(b: Builder, move: ir.Value) -> None:
    """Exchanges and adds; of one slot with itself, that is only an addition."""
    first, second = _slots(b, move)
    increment = b.slot(move, Field.INCREMENT)
    new_second, new_first = b.slot(first, 0), b.slot(second, 0)
    b.write(b.add(new_first, increment), first, 0, "int64")
    b.write(b.add(new_second, increment), second, 0, "int64")


def _restore(b: Builder, move: ir.Value) -> None:
    first, second = _slots(b, move)
    b.write(b.slot(move, Field.SAVED_FIRST), first, 0, "int64")
    b.write(b.slot(move, Field.SAVED_SECOND), second, 0, "int64")
