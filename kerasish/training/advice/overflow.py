"""Losses that are not finite, though the data are."""

from __future__ import annotations

import math

import numpy as np

from kerasish.training.advice.giving import give

_GROWTH = (
    "numbers have grown until they overflowed: a lower learning rate, clipnorm=1.0 in "
    "the optimizer, or inputs of about -1 to 1"
)
_ZERO = "keep what goes in away from 0, as by + 1e-7"
#: what mostly helps, by the op that gave the first bad number
_CURES = {
    "log": "a logarithm of 0 or less; "
    + _ZERO
    + ", or use a loss with from_logits=True "
    "in place of probabilities",
    "divide": "a division by 0, or a result that is too large; " + _ZERO,
    "reciprocal": "a division by 0; " + _ZERO,
    "sqrt": "a root of less than 0; its slope at 0 is infinite, too: " + _ZERO,
    "rsqrt": "a root of 0 or less; " + _ZERO,
    "exp": "an exponential of more than 88 overflows; subtract the largest first, or "
    "use softmax, logsumexp, softplus",
    "power": "a power of a number below 0, or of 0 with a negative exponent; " + _ZERO,
}
#: weights beyond this have run away
LARGE = 1e6


def tell_overflow(loss, noticed, origin=None, why: str | None = None, saved="") -> str:
    """Warns that numbers have become infinite, or NaN; returns the text.

    Args:
        loss: NaN or infinite.
        noticed: the step whose loss that was, with its epoch and number from 0.
        origin: where it began; see `kerasish.training.non_finite_origin.Origin`.
        why: the reason why nothing is known of that.
        saved: says where the batch was saved.
    """
    where = f"batch {noticed.number} of epoch {noticed.epoch + 1}"
    parts = [f"it is {float(np.mean(loss))} in {where}, and the data are finite."]
    parts += _unknown(why) if origin is None else _known(origin, noticed)
    if saved:
        parts.append(f"{saved[0].upper()}{saved[1:]}.")
    text = " ".join(parts)
    give("loss is not finite", text)
    return text


def _known(origin, noticed):
    step = origin.step
    if step[:2] != noticed[:2]:
        yield (
            f"It began in batch {step.number} of epoch {step.epoch + 1}"
            + (", with the gradients." if math.isfinite(origin.loss) else ".")
        )
    if origin.error is None:
        yield (
            "Run again op by op, on numpy, that step stays finite, so that it is not "
            f"known which op it was. Most often {_GROWTH}."
        )
    else:
        op = getattr(origin.error.op, "name", "")
        cure = _CURES.get(op, _GROWTH)
        cure = f"{cure[0].upper()}{cure[1:]}"
        yield f"The first such number:\n{origin.error}\n{cure}."
    if origin.largest is not None and origin.largest[1] > LARGE:
        path, size = origin.largest
        yield f"Before the step {path!r} had grown to {size:.3g}."
    if not origin.is_exact:
        yield (
            "The steps, run again, gave other numbers than before (a callback changed "
            "variables between batches, or a batch was written over), so that this "
            "may not be how it was."
        )


def _unknown(why):
    if why:
        yield f"Which op it was is not known: {why}."
    elif why is None:
        yield (
            "The last steps, run again, stay finite, so that it is not known which op "
            "it was."
        )
    yield (
        f"Most often {_GROWTH}; or an op such as log or a division has left its "
        "domain. Inside `with graph.debug.check_finite():` fit stops at the first such "
        "op and names its layer and line."
    )
