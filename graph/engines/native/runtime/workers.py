"""What the workers of a pool do, as LLVM IR.

Nothing here needs Python: workers are threads of the system that Python never sees.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.codegen import KERNEL, new_function, new_module
from graph.engines.native.memory_types import I64, POINTER, VOID
from graph.engines.native.runtime.memory import Word
from graph.engines.native.runtime.tickets import BACK, Claim, look, take_all
from graph.engines.native.runtime.words import (
    NO_ADDRESS,
    Words,
    call_at,
    external,
    spin,
)
from graph.engines.native.target import Target

if TYPE_CHECKING:
    from graph.engines.native.hints import Value


WORKER = ir.FunctionType(POINTER, [POINTER])
#: void wake(pool, count)
WAKE = ir.FunctionType(VOID, [POINTER, I64])


def worker_module(target: Target) -> ir.Module:
    """``void* worker(pool)`` and ``void wake(pool, count)``."""
    module = new_module("workers", target)
    _emit_worker(module, target)
    _emit_wake(module, target)
    return module


def _emit_worker(module: ir.Module, target: Target) -> None:
    """Waits for tickets and takes parts, until it is told to quit."""
    function, b = new_function(module, "worker", WORKER, target)
    words = Words(b, function.args[0])

    def idle(order: str = "acquire") -> Value:
        quits = b.icmp_signed("!=", words.load(Word.QUIT, order), b.int(0))
        return b.not_(b.or_(quits, look(b, words, order)))

    head, work, end = (b.append_basic_block(n) for n in ("head", "work", "end"))
    b.branch(head)
    b.position_at_end(head)
    spin(b, words, idle, at_most=words.read(Word.SPINS))
    with b.if_then(idle()):
        _emit_sleep(b, words, idle)
    quits = b.icmp_signed("!=", words.load(Word.QUIT), b.int(0))
    b.cbranch(quits, end, work)
    b.position_at_end(work)
    _emit_help(b, words)
    b.branch(head)
    b.position_at_end(end)
    words.add(1, Word.LEFT)
    b.ret(NO_ADDRESS)


def _emit_sleep(b: Builder, words: Words, idle: Callable[..., Any]) -> None:
    """Sleeps until there is work.

    The sleeper counts itself, then looks at the ticket; the owner publishes a ticket,
    then looks whether anyone sleeps. All four are sequentially consistent, so one of
    them sees the other. The owner wakes under the mutex, and the sleeper lets go of it
    only while it waits: no wake falls between its look and its sleep.
    """
    module, mutex = b.function.module, words.address(Word.MUTEX)
    b.call(external(module, "pthread_mutex_lock", 1), [mutex])
    words.add(1, Word.SLEEPERS, "seq_cst")
    wait = external(module, "pthread_cond_wait", 2)
    b.while_(
        lambda: idle("seq_cst"),
        lambda: b.call(wait, [words.address(Word.CONDITION), mutex]),
    )
    words.add(-1, Word.SLEEPERS, "seq_cst")
    b.call(external(module, "pthread_mutex_unlock", 1), [mutex])


def _emit_help(b: Builder, words: Words) -> None:
    """Takes parts of the ticket while there are any, then reports them."""

    def run(claim: Claim) -> None:
        kernel, args = (words.read_address(w) for w in (Word.FUNCTION, Word.ARGS))
        call_at(b, kernel, KERNEL, args, claim.back_index(b), claim.parts)

    mine = take_all(b, words, BACK, run)
    with b.if_then(b.icmp_signed("!=", mine, b.int(0))):
        words.add(mine, Word.DONE, "release")


def _emit_wake(module: ir.Module, target: Target) -> None:
    """Wakes so many of the workers that sleep."""
    function, b = new_function(module, "wake", WAKE, target)
    words, count = Words(b, function.args[0]), function.args[1]
    mutex, condition = words.address(Word.MUTEX), words.address(Word.CONDITION)
    b.call(external(module, "pthread_mutex_lock", 1), [mutex])
    sleepers = words.load(Word.SLEEPERS)
    with b.if_else(b.icmp_signed(">=", count, sleepers)) as (everyone, some):
        with everyone:
            b.call(external(module, "pthread_cond_broadcast", 1), [condition])
        with some:
            signal = external(module, "pthread_cond_signal", 1)
            b.loop(0, count, 1, lambda _: b.call(signal, [condition]) and ())
    b.call(external(module, "pthread_mutex_unlock", 1), [mutex])
    b.ret_void()
