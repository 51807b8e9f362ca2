"""Tickets: calls whose parts any thread of a pool may take.

The owner of the pool writes the work (FUNCTION, ARGS), then the ticket: the number of
parts and two counters of parts taken, in one word. Whoever adds 1 to a counter, and
sees in the word as it was that a part was left, has that part. The owner takes from the
front, workers from the back, so that with two threads each meets the same rows again in
the next call. Then the owner waits until DONE says that the others' parts are finished.

Nobody runs a part of the wrong work, or of work that is gone:

- taking a part is one atomic addition to the ticket itself. It counts for the ticket
  that stands there at that instant, never for one seen before, so nothing can come back
  unnoticed between looking and taking (ABA).
- once a part is taken the owner waits for it: it publishes nothing else and does not
  return. Until the taker adds it to DONE, FUNCTION and ARGS are those of its ticket,
  and the table, the arguments and the code are alive. They are read only after taking.
- a worker adds all its parts of a ticket to DONE at once, when it finds no more. Its
  last addition to the ticket met the same ticket, since that still waited for it.
- who comes too late has only raised a counter of a ticket that is used up, at most once
  for each time it looked, and looking at such a ticket adds nothing. A ticket gets zero
  counters when it is published.
- the owner makes DONE 0 before it publishes; nobody adds to it without a part.
- the addition that takes a part is acquire, and reads the published word or one that
  additions made from it: what the owner wrote before is seen. Adding to DONE releases,
  the owner's look at it acquires: what the parts wrote is seen behind the call.

A worker that sleeps or lost its processor before it took a part costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.memory_types import I64
from graph.engines.native.runtime.memory import COUNTER_BITS, Word
from graph.engines.native.runtime.words import Words

FRONT, BACK = 1, 1 << COUNTER_BITS


class Claim(NamedTuple):
    """What came of taking a part."""

    ticket: ir.Value
    taken: ir.Value  # parts that were taken before
    parts: ir.Value

    def found(self, b: Builder) -> ir.Value:
        """Whether a part was left."""
        return b.icmp_unsigned("<", self.taken, self.parts)

    def is_last(self, b: Builder) -> ir.Value:
        return b.icmp_unsigned("==", b.add(self.taken, b.int(1)), self.parts)

    def front_index(self, b: Builder) -> ir.Value:
        """The part of one who takes from the front."""
        return b.and_(self.ticket, b.int(BACK - 1))

    def back_index(self, b: Builder) -> ir.Value:
        back = b.sub(self.taken, self.front_index(b))
        return b.sub(b.sub(self.parts, b.int(1)), back)


def decode(b: Builder, ticket: ir.Value) -> Claim:
    mask = b.int(BACK - 1)
    front = b.and_(ticket, mask)
    back = b.and_(b.lshr(ticket, b.int(COUNTER_BITS)), mask)
    return Claim(ticket, b.add(front, back), b.lshr(ticket, b.int(2 * COUNTER_BITS)))


def look(b: Builder, words: Words, order: str = "acquire") -> ir.Value:
    """Whether the ticket has parts left."""
    return decode(b, words.load(Word.TICKET, order)).found(b)


def take_all(b: Builder, words: Words, side: int, run: Callable[..., Any]) -> ir.Value:
    """Calls ``run(claim)`` for each part it gets; returns how many there were."""
    before = b.block
    head, part, after = (b.append_basic_block(n) for n in ("take", "part", "none"))
    b.branch(head)
    b.position_at_end(head)
    mine = b.phi(I64)
    mine.add_incoming(b.int(0), before)
    claim = decode(b, words.add(side, Word.TICKET))
    b.cbranch(claim.found(b), part, after)
    b.position_at_end(part)
    run(claim)
    more = b.add(mine, b.int(1))
    mine.add_incoming(more, b.block)
    ran = b.block
    b.cbranch(claim.is_last(b), after, head)
    b.position_at_end(after)
    total = b.phi(I64)
    total.add_incoming(mine, head)
    total.add_incoming(more, ran)
    return total


def publish(b: Builder, words: Words, parts: ir.Value) -> None:
    """Offers the parts of the work that was written; see `sleep` for the order."""
    ticket = b.shl(parts, b.int(2 * COUNTER_BITS))
    words.store(ticket, Word.TICKET, "seq_cst")
