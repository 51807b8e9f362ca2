"""Rows of a model and of a file brought side by side, as in a comparison of texts."""

from __future__ import annotations

from kerasish.saving.reports.weight_rows import WeightRow

#: of rows that stand alone, so that two of them cost more than a pair that is alike
_ALONE = 0.6
#: of rows that are no pair: more than two that stand alone
_NEVER = 2.0
#: cells of the table of costs; beyond, rows are paired in order
MOST_CELLS = 250_000

Pair = tuple[int | None, int | None]


def align(own: list[WeightRow], stored: list[WeightRow]) -> list[Pair]:
    """Pairs of indices in both orders, None where a row has no counterpart.

    Rows of equal shapes go together, those that share the name too before others;
    then rows of one name, then rows whose weights have the same ranks.

    Args:
        own: rows of the model.
        stored: rows of the file.
    """
    start = 0
    while start < min(len(own), len(stored)) and _cost(own[start], stored[start]) == 0:
        start += 1
    n, m = len(own) - start, len(stored) - start
    head: list[Pair] = [(i, i) for i in range(start)]
    if n * m > MOST_CELLS:
        rest = [(i if i < n else None, i if i < m else None) for i in range(max(n, m))]
    else:
        rest = _cheapest(own[start:], stored[start:])
    return head + [
        (None if i is None else i + start, None if j is None else j + start)
        for i, j in rest
    ]


def _cost(a: WeightRow, b: WeightRow) -> float:
    same_name = a.name == b.name
    if a.shapes == b.shapes:
        return 0.0 if same_name else 0.2
    if same_name:
        return 0.3
    if len(a.shapes) != len(b.shapes):
        return _NEVER
    if set(a.shapes) & set(b.shapes):
        return 0.7
    same_ranks = [len(s) for s in a.shapes] == [len(s) for s in b.shapes]
    return 0.9 if same_ranks else _NEVER


def _cheapest(own, stored) -> list[Pair]:
    """The pairs of the least cost, by dynamic programming from the end."""
    n, m = len(own), len(stored)
    costs = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(n, -1, -1):
        for j in range(m, -1, -1):
            if i == n or j == m:
                costs[i][j] = _ALONE * (n - i + m - j)
                continue
            costs[i][j] = min(
                _cost(own[i], stored[j]) + costs[i + 1][j + 1],
                _ALONE + min(costs[i + 1][j], costs[i][j + 1]),
            )
    pairs: list[Pair] = []
    i = j = 0
    while i < n or j < m:
        if (
            i < n
            and j < m
            and costs[i][j] == (_cost(own[i], stored[j]) + costs[i + 1][j + 1])
        ):
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif (i < n and costs[i][j] == _ALONE + costs[i + 1][j]) or j == m:
            pairs.append((i, None))
            i += 1
        else:
            pairs.append((None, j))
            j += 1
    return pairs
