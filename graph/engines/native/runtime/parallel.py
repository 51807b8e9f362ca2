"""The owner's side of a ticket, as LLVM IR: one call whose parts are shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.codegen import KERNEL, new_function
from graph.engines.native.memory_types import POINTER, VOID
from graph.engines.native.runtime.entries import Field
from graph.engines.native.runtime.memory import Word
from graph.engines.native.runtime.tickets import FRONT, Claim, publish, take_all
from graph.engines.native.runtime.words import NO_ADDRESS, Words, call_at, spin
from graph.engines.native.runtime.workers import WAKE
from graph.engines.native.target import Target

if TYPE_CHECKING:
    from graph.engines.native.hints import Value


#: after wakes that brought no help, at most so many tickets pass before the next
MOST_SKIPPED = 63


def emit_parallel(module: ir.Module, target: Target) -> ir.Function:
    """``void parallel(pool, entry)`` runs the parts of a CALL entry."""
    kind = ir.FunctionType(VOID, [POINTER, POINTER])
    function, b = new_function(module, "parallel", kind, target)
    function.linkage = "internal"
    pool, entry = function.args
    kernel = b.slot_pointer(entry, Field.FUNCTION)
    args, parts = b.slot_pointer(entry, Field.ARGS), b.slot(entry, Field.PARTS)
    alone = b.icmp_unsigned("==", pool, NO_ADDRESS)
    with b.if_then(b.or_(alone, b.icmp_signed("<=", parts, b.int(1)))):
        b.loop(0, parts, 1, lambda i: call_at(b, kernel, KERNEL, args, i, parts) and ())
        b.ret_void()
    words = Words(b, pool)
    _emit_shared(b, words, kernel, args, parts)
    b.ret_void()
    return function


def _emit_shared(
    b: Builder, words: Words, kernel: Value, args: Value, parts: Value
) -> None:
    """Publishes a ticket, takes parts of it, waits for those that others took."""
    b.store(kernel, words.address(Word.FUNCTION))
    b.store(args, words.address(Word.ARGS))
    words.store(0, Word.DONE, "monotonic")
    publish(b, words, parts)
    _emit_call_for_help(b, words, parts)

    def run(claim: Claim) -> None:
        call_at(b, kernel, KERNEL, args, claim.front_index(b), parts)

    others = b.sub(parts, take_all(b, words, FRONT, run))
    with b.if_then(b.icmp_signed("!=", others, b.int(0))):
        spin(b, words, lambda: b.icmp_signed("!=", words.load(Word.DONE), others))
        words.write(0, Word.MISSES)
        words.write(0, Word.SKIP)


def _emit_call_for_help(b: Builder, words: Words, parts: Value) -> None:
    """Wakes as many workers as there are parts for, unless that was of no use lately.

    Each wake in vain doubles the number of tickets until the next: where processors are
    taken by others, or the work is over before anyone is awake, waking only costs.
    """
    sleepers = words.load(Word.SLEEPERS, "seq_cst")
    awake = b.sub(words.read(Word.WORKERS), sleepers)
    wanted = b.least(sleepers, b.sub(b.sub(parts, b.int(1)), awake))
    with b.if_then(b.icmp_signed(">", wanted, b.int(0)), likely=False):
        skip = words.read(Word.SKIP)
        with b.if_else(b.icmp_signed(">", skip, b.int(0))) as (not_now, now):
            with not_now:
                words.write(b.sub(skip, b.int(1)), Word.SKIP)
            with now:
                misses = words.read(Word.MISSES)
                doubled = b.add(b.add(misses, misses), b.int(1))
                misses = b.least(doubled, MOST_SKIPPED)
                words.write(misses, Word.MISSES)
                words.write(misses, Word.SKIP)
                wake = words.read_address(Word.WAKE)
                call_at(b, wake, WAKE, words.pool, wanted)
