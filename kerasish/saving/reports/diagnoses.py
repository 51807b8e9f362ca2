"""Why a file may not fit a model: small functions, the surest first.

Each looks at a `Mismatch` and says the likely reason with the way out, or None.
"""

from __future__ import annotations

from kerasish.saving.reports.mismatch import Diagnoser, Mismatch
from kerasish.saving.reports.printable import printable
from kerasish.saving.reports.weight_rows import WeightRow

#: in the order in which they are asked
DIAGNOSERS: list[Diagnoser] = []


def diagnoser(find: Diagnoser) -> Diagnoser:
    """Decorator: the function is asked when a load fails."""
    DIAGNOSERS.append(find)
    return find


def _shapes(rows: list[WeightRow]) -> list[tuple]:
    return [row.shapes for row in rows]


def _named(row: WeightRow) -> str:
    return f"{row.likely_kind} {printable(row.name)!r}"


@diagnoser
def inner_model(m: Mismatch) -> str | None:
    """The file is that of a model which is a layer of this one."""
    for name, rows in ({} if m.inner is None else m.inner).items():
        if rows and _shapes(rows) == _shapes(m.stored):
            return (
                f"the file holds the layers of the inner model {name!r}: call "
                f"model.get_layer({name!r}).load_weights(path)"
            )
    return None


@diagnoser
def outer_model(m: Mismatch) -> str | None:
    """The model is a layer of the one that was saved."""
    flat = sorted(shape for row in m.own for shape in row.shapes)
    for row in m.stored:
        if len(m.own) > 1 and sorted(row.shapes) == flat:
            return (
                f"the file was written from a model around this one, which was its "
                f"layer {printable(row.name)!r}: build that model, load into it, and "
                f"take get_layer({printable(row.name)!r})"
            )
    return None


@diagnoser
def other_names(m: Mismatch) -> str | None:
    """By name nothing fits, in order all does."""
    if m.by_name and _shapes(m.own) == _shapes(m.stored):
        return "the shapes are the same under other names: leave by_name out"
    return None


@diagnoser
def other_order(m: Mismatch) -> str | None:
    """The same layers, one after another in another way."""
    own = {row.name: row.shapes for row in m.own}
    stored = {row.name: row.shapes for row in m.stored}
    if not m.by_name and m.named and own == stored and len(own) == len(m.own):
        return "the same layers stand in another order: pass by_name=True"
    return None


@diagnoser
def reset_after(m: Mismatch) -> str | None:
    """The biases of a GRU show where it resets."""
    for own, stored in m.unequal:
        for ours, theirs in zip(own.shapes, stored.shapes):
            if (len(ours), len(theirs)) == (2, 1) and ours == (2, *theirs):
                return f"{_gru(own)} was written with reset_after=False: build it so"
            if (len(ours), len(theirs)) == (1, 2) and theirs == (2, *ours):
                return f"{_gru(own)} was written with reset_after=True: build it so"
    return None


def _gru(row: WeightRow) -> str:
    return f"the GRU in {printable(row.name)!r}"


@diagnoser
def without_bias(m: Mismatch) -> str | None:
    """One side has kernels only."""
    for own, stored in _of_other_counts(m):
        if len(own.shapes) == 2 and stored.shapes == own.shapes[:1]:
            return (
                f"{printable(own.name)!r} was written without a bias: build it with "
                "use_bias=False"
            )
        if len(own.shapes) == 1 and stored.shapes[:1] == own.shapes:
            return (
                f"{printable(own.name)!r} has a bias in the file: build it with "
                "use_bias=True"
            )
    return None


def _of_other_counts(m: Mismatch):
    """Rows in the same place on both sides, with more weights on one of them."""
    if len(m.own) == len(m.stored):
        for own, stored in zip(m.own, m.stored):
            if len(own.shapes) != len(stored.shapes):
                yield own, stored


@diagnoser
def transposed(m: Mismatch) -> str | None:
    """Kernels whose axes stand in another order."""
    turned = [
        (own, ours, theirs)
        for own, stored in m.unequal
        for ours, theirs in zip(own.shapes, stored.shapes)
        if ours != theirs
    ]
    if not turned or any(sorted(a) != sorted(b) or len(a) < 2 for _, a, b in turned):
        return None
    row, ours, theirs = turned[0]
    if len(ours) >= 4 and theirs == (ours[-1], ours[-2], *ours[:-2]):
        return (
            f"the kernel of {printable(row.name)!r} has its channels first, as Theano "
            "or PyTorch keep it: turn it with numpy.transpose and use set_weights"
        )
    return (
        f"the kernel of {printable(row.name)!r} is transposed: turn it with "
        "numpy.transpose and use set_weights"
    )


@diagnoser
def other_head(m: Mismatch) -> str | None:
    """Only the last layer has another size."""
    if m.only_own or m.only_stored or len(m.unequal) != 1 or not m.equal_count:
        return None
    own, stored = m.unequal[0]
    if own != m.own[-1] or not own.shapes or len(own.shapes) != len(stored.shapes):
        return None
    if [s[:-1] for s in own.shapes] != [s[:-1] for s in stored.shapes]:
        return None
    return (
        f"the last layer has {own.shapes[0][-1]} units, the file "
        f"{stored.shapes[0][-1]}: pass skip_mismatch=True to keep the new head"
    )


@diagnoser
def other_inputs(m: Mismatch) -> str | None:
    """Only the first layer has another size, that of its input."""
    if m.only_own or m.only_stored or len(m.unequal) != 1 or not m.equal_count:
        return None
    own, stored = m.unequal[0]
    if own != m.own[0] or own.shapes[1:] != stored.shapes[1:]:
        return None
    ours, theirs = own.shapes[0], stored.shapes[0]
    if len(ours) != len(theirs) or len(ours) < 2 or ours[-1] != theirs[-1]:
        return None
    return (
        f"the first layer takes {ours[-2]} channels or features, in the file "
        f"{theirs[-2]}: build the model for inputs of that size"
    )


@diagnoser
def more_at_the_end(m: Mismatch) -> str | None:
    """One side goes on where the other ends."""
    if m.by_name or m.unequal or not m.equal_count:
        return None
    n = m.equal_count
    if m.only_stored and not m.only_own and m.only_stored == m.stored[n:]:
        extra, side = m.only_stored, "the file has"
        way = (
            "was the model built with include_top=False? Build all of it, or pass "
            "skip_mismatch=True to load what is there"
        )
    elif m.only_own and not m.only_stored and m.only_own == m.own[n:]:
        extra, side = m.only_own, "the model has"
        way = (
            "was the file written with include_top=False? Pass skip_mismatch=True to "
            "load what is there"
        )
    else:
        return None
    one = (
        f"one {_named(extra[0])}"
        if len(extra) == 1
        else (f"{len(extra)} layers, from {_named(extra[0])} on,")
    )
    return f"{side} {one} more at the end: {way}"


@diagnoser
def other_width(m: Mismatch) -> str | None:
    """All sizes are larger by the same factor."""
    if len(m.unequal) < max(3, len(m.own) // 2):
        return None
    factors = set()
    for own, stored in m.unequal:
        if own.shapes and stored.shapes and own.shapes[0] and stored.shapes[0]:
            ours, theirs = own.shapes[0][-1], stored.shapes[0][-1]
            if ours != theirs and ours:
                factors.add(theirs / ours)
    if len(factors) != 1:
        return None
    return (
        f"the file's layers are {factors.pop():g} times as wide: build the model with "
        "the width (alpha, units, filters) of the file"
    )


@diagnoser
def part_of_the_layers(m: Mismatch) -> str | None:
    """Many layers of the same name and shape, and others between them."""
    own = {row.name: row.shapes for row in m.own}
    same = [row for row in m.stored if own.get(row.name) == row.shapes]
    if m.by_name or not m.named or not same or not (m.only_own or m.only_stored):
        return None
    return f"{len(same)} layers have the same name and shapes: by_name=True loads these"


@diagnoser
def same_names(m: Mismatch) -> str | None:
    """Matched by name, and of other shapes."""
    if m.by_name and m.unequal:
        return (
            "pass skip_mismatch=True too, to leave layers of other shapes as they are"
        )
    return None


@diagnoser
def whole_model(m: Mismatch) -> str | None:
    """The file can be opened without a model."""
    if m.holds_model:
        return "the file holds a whole model: kerasish.models.load_model(path) opens it"
    return None
