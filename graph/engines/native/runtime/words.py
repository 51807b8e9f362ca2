"""Atomic access to the words of a pool, and waiting, as LLVM IR."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from llvmlite import ir
from llvmlite.ir.instructions import StoreAtomicInstr

from graph.engines.native.builder import Builder
from graph.engines.native.memory_types import I32, I64, POINTER, VOID
from graph.engines.native.runtime.memory import Word

if TYPE_CHECKING:
    from graph.engines.native.hints import Value


NO_ADDRESS = ir.Constant(POINTER, None)
_YIELD = ir.FunctionType(I32, [])


class Words:
    """The words of a pool, for one function that gets its address."""

    def __init__(self, b: Builder, pool: ir.Value) -> None:
        self.b, self.pool = b, pool

    def address(self, word: Word) -> ir.Value:
        return self.b.byte_address(self.pool, int(word))

    def read(self, word: Word) -> ir.Value:
        """Of a word that no other thread writes meanwhile."""
        return self.b.load(self.address(word), align=8, typ=I64)

    def read_address(self, word: Word) -> ir.Value:
        return self.b.load(self.address(word), align=8, typ=POINTER)

    def write(self, value: Value, word: Word) -> None:
        self.b.store(self.b.int(value), self.address(word), align=8)

    def load(self, word: Word, order: str = "acquire") -> ir.Value:
        return self.b.load_atomic(self.address(word), order, 8, typ=I64)

    def store(self, value: Value, word: Word, order: str = "release") -> None:
        place, value = self.address(word), self.b.int(value)
        self.b._insert(StoreAtomicInstr(self.b.block, value, place, order, 8))

    def add(self, value: Value, word: Word, order: str = "acq_rel") -> ir.Value:
        """Adds to a word; returns what was there."""
        return self.b.atomic_rmw("add", self.address(word), self.b.int(value), order)

    def exchange(self, value: int, word: Word, order: str = "acq_rel") -> ir.Value:
        """Stores to a word; returns what was there."""
        return self.b.atomic_rmw("xchg", self.address(word), self.b.int(value), order)


def call_at(
    b: Builder, address: ir.Value, kind: ir.FunctionType, *args: Any
) -> ir.Value:
    """Calls the function at an address."""
    return b.call(b.cast_pointer(address, kind.as_pointer()), args)


def external(module: ir.Module, name: str, arguments: int) -> ir.Function:
    """A function of the C library that takes pointers and returns an int."""
    found = module.globals.get(name)
    if found is None:
        kind = ir.FunctionType(I32, [POINTER] * arguments)
        found = ir.Function(module, kind, name)
    return found


def pause(b: Builder) -> None:
    """Tells the processor that the thread only waits."""
    if b.target.is_x86:
        b.intrinsic("x86.sse2.pause", [], VOID)
    elif b.target.triple.startswith(("aarch64", "arm64")):
        b.intrinsic("aarch64.isb", [ir.Constant(I32, 15)], VOID)


def spin(
    b: Builder, words: Words, waits: Callable[..., Any], at_most: ir.Value | None = None
) -> None:
    """Pauses while ``waits()``.

    The processor is offered to other threads each time the count has none of the bits
    of ``PATIENCE``: whom this one waits for may have none.

    Args:
        at_most: gives up after so many pauses.
    """
    patience = words.read(Word.PATIENCE)
    before = b.block
    head, turn, after = (b.append_basic_block(n) for n in ("spin", "pause", "spun"))
    b.branch(head)
    b.position_at_end(head)
    count = b.phi(I64)
    count.add_incoming(b.int(0), before)
    go = waits()
    if at_most is not None:
        go = b.and_(go, b.icmp_signed("<", count, at_most))
    b.cbranch(go, turn, after)
    b.position_at_end(turn)
    pause(b)
    more = b.add(count, b.int(1))
    none_left = b.icmp_signed("==", b.and_(more, patience), b.int(0))
    with b.if_then(none_left, likely=False):
        call_at(b, words.read_address(Word.YIELD), _YIELD)
    count.add_incoming(more, b.block)
    b.branch(head)
    b.position_at_end(after)
