"""Cells of any kind as functions of a step: those of Kerasish, stacks, the user's."""

from __future__ import annotations

from collections.abc import Callable

import graph
from kerasish.base.discovery import internal
from kerasish.layers.rnn.cell_calls import call_cell, cell_output_size
from kerasish.layers.rnn.cell_dropout import NO_MASKS, CellDropout
from kerasish.layers.rnn.stacked_rnn_cells import StackedRNNCells


def _has_own_call(cell) -> bool:
    """Whether ``call`` is that of Kerasish, which may be taken apart."""
    return type(cell).call.__module__.startswith("kerasish.")


@internal
def step_of(cell, xs, states, training) -> tuple[Callable, object]:
    """A cell as a function of (x[t], states), and the rows to give it.

    What depends on the inputs alone is done here, for all steps at once; masks of
    dropout are drawn here, once for all steps.

    Args:
        cell: any cell.
        xs: (time, batch, ...).
        states: the states before the first step, as the cell takes them.
    """
    if isinstance(cell, StackedRNNCells) and _has_own_call(cell):
        return _stack_step(cell, xs, states, training)
    masks = _drawn(cell, graph.shape(xs)[1:], states, training)
    if masks is None:
        return _plain_step(cell, training), xs
    return _second_half(cell, masks), cell.project(xs, masks)


@internal
def output_of(cell):
    """The function from states to the output they came with; None if not known."""
    if isinstance(cell, StackedRNNCells) and _has_own_call(cell):
        last = output_of(cell.cells[-1])
        return None if last is None else lambda states: last(states[-1])
    if isinstance(cell, CellDropout) and _has_own_call(cell):
        return lambda states: graph.flatten(states)[0]
    return None


@internal
def forget_masks(cell) -> None:
    """Drops the masks of dropout that a cell keeps."""
    if isinstance(cell, CellDropout):
        cell.reset_dropout_mask()
    for inner in getattr(cell, "cells", ()):
        forget_masks(inner)


def _drawn(cell, row, states, training):
    """The masks of a cell that is taken apart, None if it must be called."""
    if not isinstance(cell, CellDropout):
        return None
    masks = cell.draw_masks(row, graph.shape(graph.flatten(states)[0]), training)
    if _has_own_call(cell):
        return masks
    if masks != NO_MASKS:
        cell.keep_masks(masks)
    return None


def _second_half(cell, masks):
    return lambda x, states: cell.step(x, graph.flatten(states), masks)


def _plain_step(cell, training):
    def step(x, states):
        nested = isinstance(states, (list, tuple))
        return call_cell(cell, x, states if nested else [states], training)

    return step


def _stack_step(stack, xs, states, training):
    """The first cell's step over rows, then those of the others."""
    first, rows = step_of(stack.cells[0], xs, states[0], training)
    steps, batch = [first], graph.shape(xs)[1]
    for before, cell, state in zip(stack.cells, stack.cells[1:], states[1:]):
        row = (batch, cell_output_size(before))
        steps.append(_later_step(cell, row, state, training))

    def step(x, states):
        new_states = []
        for one, state in zip(steps, states):
            x, new = one(x, state)
            new_states.append(new)
        return x, new_states

    return step, rows


def _later_step(cell, row, states, training):
    """The step of a cell whose input is only known inside the loop."""
    masks = _drawn(cell, row, states, training)
    if masks is None:
        return _plain_step(cell, training)
    second = _second_half(cell, masks)
    return lambda x, s: second(cell.project(x, masks), s)
