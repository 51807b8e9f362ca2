"""Reading label sequences: against every reading there is."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import graph
from graph.testing import Case

RNG = np.random.default_rng(8)
LOGITS = RNG.normal(size=(3, 5, 4)) * 2
LENGTHS = np.array([5, 3, 4])


def spelled(reading, blank):
    merged = [label for label, _ in itertools.groupby(reading)]
    return tuple(label for label in merged if label != blank)


def every_sequence(logits, blank):
    """The probability of each label sequence, by adding up all readings."""
    p = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    found: dict = {}
    for reading in itertools.product(range(logits.shape[1]), repeat=len(logits)):
        key = spelled(reading, blank)
        found[key] = found.get(key, 0) + np.prod(p[range(len(p)), list(reading)])
    return sorted(found.items(), key=lambda item: -item[1])


def filled(sequences, steps):
    rows = [list(s) + [-1] * (steps - len(s)) for s in sequences]
    return np.array(rows, np.int32)


def likeliest(logits, lengths, blank, paths):
    labels = np.empty((paths, *logits.shape[:2]), np.int32)
    scores = np.empty((len(logits), paths), logits.dtype)
    for row, length in enumerate(lengths):
        best = every_sequence(logits[row, :length], blank)[:paths]
        labels[:, row] = filled([s for s, _ in best], logits.shape[1])
        scores[row] = np.log([p for _, p in best])
    return labels, scores


def greedy(logits, lengths, blank, merge):
    parts = [x[:n].argmax(-1).tolist() for x, n in zip(logits, lengths)]
    kept = [
        spelled(p, blank) if merge else tuple(c for c in p if c != blank) for p in parts
    ]
    scores = [-x[:n].max(-1).sum() for x, n in zip(logits, lengths)]
    return filled(kept, logits.shape[1]), np.array(scores, logits.dtype)


CASES = {
    "CtcBeamSearch": [
        Case(
            graph.REGISTRY["CtcBeamSearch"](500, 3),
            [LOGITS, LENGTHS],
            lambda x, n: likeliest(x, n, 3, 3),
            gradient=False,
            symbolic=(0,),
        )
    ],
    "ctc_beam_search": [
        Case(
            lambda x, n: graph.ctc_beam_search(x, n, 1, 500, 2),
            [LOGITS, LENGTHS],
            lambda x, n: likeliest(x, n, 1, 2),
            gradient=False,
            symbolic=(0,),
        )
    ],
    "ctc_greedy_decode": [
        Case(
            lambda x, n: graph.ctc_greedy_decode(x, n, -1),
            [LOGITS, LENGTHS],
            lambda x, n: greedy(x, n, x.shape[-1] - 1, True),
            gradient=False,
        ),
        Case(
            lambda x, n: graph.ctc_greedy_decode(x, n, 2, merge_repeated=False),
            [LOGITS, LENGTHS],
            lambda x, n: greedy(x, n, 2, False),
            gradient=False,
        ),
    ],
}


def test_repeated_classes():
    steps = np.eye(3)[[[1, 1, 0, 1, 2, 2]]] * 9
    assert graph.ctc_greedy_decode(steps, [6])[0].tolist() == [[1, 1, 2, -1, -1, -1]]
    merged = graph.ctc_greedy_decode(steps, [6], merge_repeated=False)[0]
    assert merged.tolist() == [[1, 1, 1, 2, 2, -1]]
    assert graph.ctc_beam_search(steps, [6])[0].tolist() == [[[1, 1, 2, -1, -1, -1]]]


def test_a_narrow_beam_forgets():
    """One prefix only: its best continuation is taken at each step."""
    p = np.array([[0.4, 0.35, 0.25], [0.4, 0.35, 0.25]])
    labels, scores = graph.ctc_beam_search(np.log(p)[None], [2], 0, 1)
    wide, best = graph.ctc_beam_search(np.log(p)[None], [2], 0, 10)
    # of one step alone the empty prefix is best; 1 is read in three of nine ways
    assert labels[0, 0].tolist() == [-1, -1]
    assert wide[0, 0].tolist() == [1, -1]
    np.testing.assert_allclose(np.exp(best)[0, 0], 0.35 * 0.35 + 2 * 0.4 * 0.35)
    np.testing.assert_allclose(np.exp(scores)[0, 0], 0.16)


def test_no_steps_spell_nothing():
    labels, scores = graph.ctc_beam_search(LOGITS[:1], [0])
    assert labels.tolist() == [[[-1] * 5]]
    assert scores.tolist() == [[0.0]]


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (
            lambda: graph.ctc_greedy_decode(LOGITS[0], [3]),
            graph.ShapeError,
            "logits are .batch, steps, classes., lengths",
        ),
        (
            lambda: graph.ctc_beam_search(LOGITS, LENGTHS, top_paths=3, beam_width=2),
            graph.ArgumentError,
            "3 paths of a beam of 2",
        ),
        (
            lambda: graph.ctc_beam_search(LOGITS, LENGTHS * 1.0),
            graph.ShapeError,
            "lengths integers",
        ),
        (
            lambda: graph.ctc_beam_search(LOGITS[:, :1, :2], [1] * 3, top_paths=4),
            ValueError,
            "4 paths are wanted of a sequence with 2",
        ),
    ],
)
def test_errors(call, error, text):
    with pytest.raises(error, match=text):
        call()
