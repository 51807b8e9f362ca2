"""The most likely readings of a sequence, by a search that keeps the best prefixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import apply
from graph.ir.dtypes import kind_of
from graph.ir.errors import ArgumentError
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ops.nn.ctc_beam import NEVER, Beam

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike
    from graph.ir.tensor import Tensor


#: fills a path behind its last label
FILLER = -1


class CtcBeamSearch(Op):
    """The ``paths`` likeliest label sequences of each row, and ln of their probability.

    Logits [N, T, C], of which the last class is the blank, and lengths [N] give labels
    [paths, N, T], filled up with -1, and [N, paths].
    """

    width: int
    paths: int

    def infer(self, logits: Spec, lengths: Spec) -> tuple[Spec, Spec]:
        if logits.rank != 3 or lengths.rank != 1 or kind_of(lengths.dtype) not in "iu":
            self.fail(
                "logits are (batch, steps, classes), lengths integers (batch,)",
                "one length for each sequence",
                logits=logits,
                lengths=lengths,
            )
        self.require_float(logits=logits)
        if not 0 < self.paths <= self.width:
            self.fail(
                f"{self.paths} paths of a beam of {self.width}",
                "ask for 1 path up to as many as the beam is wide",
                ArgumentError,
                logits=logits,
            )
        batch, steps, _ = logits.shape
        labels = Spec(np.int32, (self.paths, batch, steps))
        return labels, Spec(logits.dtype, (batch, self.paths))

    def kernel(
        self, logits: np.ndarray, lengths: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        batch, steps, _ = logits.shape
        labels = np.full((self.paths, batch, steps), FILLER, np.int32)
        scores = np.empty((batch, self.paths), logits.dtype)
        for row, length in enumerate(lengths):
            beam = Beam(self.width)
            for step in _log_softmax(logits[row, :length]):
                beam.advance(step[:-1], step[-1])
            for path, (found, score) in enumerate(beam.best(self.paths)):
                labels[path, row, : len(found)] = found
                scores[row, path] = score
        return labels, scores

    def vjp(
        self,
        dys: tuple[Tensor, ...],
        ys: tuple[Tensor, ...],
        logits: Tensor,
        lengths: Tensor,
    ) -> Cotangents:
        return None, None


def beam_search(
    logits: TensorLike,
    lengths: Tensor,
    width: int,
    paths: int,
) -> tuple[Tensor, Tensor] | Tensor:
    """The likeliest readings where the last class is the blank."""
    return apply(CtcBeamSearch(width, paths), logits, lengths)


def _log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted = logits - logits.max(-1, keepdims=True, initial=NEVER)
    result: np.ndarray = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return result
