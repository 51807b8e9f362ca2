"""Walks a schedule, as LLVM IR."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.codegen import KERNEL, new_function, new_module
from graph.engines.native.memory_types import I32, I64, POINTER
from graph.engines.native.runtime.copying import emit_copy
from graph.engines.native.runtime.entries import Field, Kind, Request
from graph.engines.native.runtime.memory import Word
from graph.engines.native.runtime.parallel import emit_parallel
from graph.engines.native.runtime.regions import STEP, WALK, Region, behind
from graph.engines.native.runtime.repeating import emit_repeat
from graph.engines.native.runtime.words import NO_ADDRESS, Words, call_at
from graph.engines.native.target import Target

if TYPE_CHECKING:
    from graph.engines.native.hints import Value


#: int64 run(request)
RUN = ir.FunctionType(I64, [POINTER])


def interpreter_module(target: Target) -> ir.Module:
    """``int64 run(request)`` and the kernel ``copy``.

    It needs no threads library: what it uses of that is in the memory of the pool.
    """
    module = new_module("interpreter", target)
    walk, b = new_function(module, "walk", WALK, target)
    walk.linkage = "internal"
    steps = {Kind.REPEAT: emit_repeat(walk, target), Kind.SWITCH: _switch(walk, target)}
    _emit_walk(b, walk, emit_parallel(module, target), steps)
    _emit_run(walk, target)
    emit_copy(module, target)
    return module


def _emit_walk(
    b: Builder, walk: ir.Function, parallel: ir.Function, steps: dict[Kind, ir.Function]
) -> None:
    """Runs entries one after the other, until one fails."""
    pool, first, end, failure = walk.args
    start = b.block
    names = ("head", "kind", "call", "one", "many", "called", "other", "done", "failed")
    head, kind, call, one, many, called, other, done, failed = (
        b.append_basic_block(name) for name in names
    )
    b.branch(head)
    b.position_at_end(head)
    entry = b.phi(POINTER)
    entry.add_incoming(first, start)
    b.cbranch(b.icmp_unsigned("==", entry, end), done, kind)
    b.position_at_end(kind)
    is_call = b.icmp_signed("==", b.slot(entry, Field.KIND), b.int(Kind.CALL))
    b.cbranch(is_call, call, other)

    b.position_at_end(call)
    parts = b.slot(entry, Field.PARTS)
    b.cbranch(b.icmp_signed("==", parts, b.int(1)), one, many)
    b.position_at_end(one)
    function = b.slot_pointer(entry, Field.FUNCTION)
    args = b.slot_pointer(entry, Field.ARGS)
    call_at(b, function, KERNEL, args, b.int(0), b.int(1))
    b.branch(called)
    b.position_at_end(many)
    b.call(parallel, [pool, entry])
    b.branch(called)
    b.position_at_end(called)
    word = b.slot(failure, 0)
    entry.add_incoming(behind(b, entry, 1), called)
    b.cbranch(b.icmp_signed("==", word, b.int(0)), head, failed)

    b.position_at_end(other)
    result = _emit_step(b, (pool, entry, failure), steps)
    entry.add_incoming(behind(b, entry, b.slot(entry, Field.LENGTH)), b.block)
    from_step = b.block
    b.cbranch(b.icmp_signed("==", result, b.int(0)), head, failed)
    b.position_at_end(failed)
    why = b.phi(I64)
    why.add_incoming(word, called)
    why.add_incoming(result, from_step)
    b.ret(why)
    b.position_at_end(done)
    b.ret(b.int(0))


def _emit_step(
    b: Builder, args: tuple[Value, ...], steps: dict[Kind, ir.Function]
) -> ir.Value:
    """Runs an entry that contains others, and returns how that went."""
    kind, joined = b.slot(args[1], Field.KIND), b.append_basic_block("stepped")
    unknown = b.append_basic_block("unknown")
    choice, results = b.switch(kind, unknown), []
    for number, function in steps.items():
        block = b.append_basic_block(function.name)
        choice.add_case(b.int(number), block)
        b.position_at_end(block)
        results.append((b.call(function, args), block))
        b.branch(joined)
    b.position_at_end(unknown)
    b.unreachable()
    b.position_at_end(joined)
    result = b.phi(I64)
    for value, block in results:
        result.add_incoming(value, block)
    return result


def _switch(walk: ir.Function, target: Target) -> ir.Function:
    """``int64 choose(pool, entry, failure word)`` runs one branch of a SWITCH."""
    function, b = new_function(walk.module, "choose", STEP, target)
    function.linkage = "internal"
    pool, entry, failure = function.args
    last = b.sub(b.slot(entry, Field.BRANCHES), b.int(1))
    index = b.least(b.most(_index(b, entry), 0), last)

    def hop(_: Value, branch: Value) -> list[Value]:
        return [behind(b, branch, b.slot(branch, Field.LENGTH))]

    (branch,) = b.loop(0, index, 1, hop, [behind(b, entry, 1)])
    end = behind(b, branch, b.slot(branch, Field.LENGTH))
    b.ret(Region(behind(b, branch, 1), end).walk(b, walk, pool, failure))
    return function


def _index(b: Builder, entry: ir.Value) -> ir.Value:
    """The integer that chooses: of one byte without sign, of four or eight with one."""
    where, size = b.slot_pointer(entry, Field.INDEX), b.slot(entry, Field.INDEX_BYTES)

    def is_of(count: int) -> Value:
        return b.icmp_signed("==", size, b.int(count))

    return b.choose(
        is_of(8),
        lambda: [b.load(where, align=8, typ=I64)],
        lambda: b.choose(
            is_of(4),
            lambda: [b.sext(b.load(where, align=4, typ=I32), I64)],
            lambda: [b.zext(b.read(where, 0, "uint8"), I64)],
        ),
    )[0]


def _emit_run(walk: ir.Function, target: Target) -> None:
    """Takes the pool, if there is one and nobody has it, and walks.

    Another thread that runs meanwhile does its parts alone.
    """
    function, b = new_function(walk.module, "run", RUN, target)
    request = function.args[0]
    first, end, word, pool = (b.slot_pointer(request, field) for field in Request)
    never = b.local(1, "int64")
    b.write(b.int(0), never, 0, "int64")
    has_word = b.icmp_unsigned("!=", word, NO_ADDRESS)
    failure = b.select(has_word, word, never)
    region = Region(first, end)
    alone, ask, shared = (b.append_basic_block(n) for n in ("alone", "ask", "shared"))
    b.cbranch(b.icmp_unsigned("==", pool, NO_ADDRESS), alone, ask)
    b.position_at_end(ask)
    words = Words(b, pool)
    taken = words.exchange(1, Word.OWNED)
    b.cbranch(b.icmp_signed("==", taken, b.int(0)), shared, alone)
    b.position_at_end(shared)
    result = region.walk(b, walk, pool, failure)
    words.store(0, Word.OWNED)
    b.ret(result)
    b.position_at_end(alone)
    b.ret(region.walk(b, walk, NO_ADDRESS, failure))
