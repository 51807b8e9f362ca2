"""How often tokens are in data, and in how many documents."""

from __future__ import annotations

from collections import Counter

import numpy as np

from kerasish.base.discovery import internal


@internal
class TokenCounts:
    """Counts tokens, batch by batch.

    Attributes:
        tokens: how often each token was seen.
        documents: in how many rows each token was seen.
        rows: how many rows there were.
    """

    def __init__(self):
        self.tokens: Counter = Counter()
        self.documents: Counter = Counter()
        self.rows = 0

    def add(self, rows, by_document: bool) -> None:
        """Counts rows of tokens in.

        Args:
            rows: an array (documents, tokens, ...), or lists of tokens.
            by_document: whether documents are counted too.
        """
        if isinstance(rows, np.ndarray) and not by_document:
            self.tokens.update(rows.ravel().tolist())
            return
        for row in rows:
            row = row.ravel().tolist() if isinstance(row, np.ndarray) else row
            self.tokens.update(row)
            if by_document:
                self.documents.update(set(row))
        self.rows += len(rows)

    def forget(self, *tokens) -> None:
        """Takes tokens out that are no words of a vocabulary."""
        for token in tokens:
            self.tokens.pop(token, None)

    def most_frequent(self, number: int | None) -> list:
        """The tokens, most frequent first; of equally frequent ones the later first."""
        ordered = sorted(self.tokens.items(), key=lambda pair: pair[::-1], reverse=True)
        return [token for token, _ in ordered[:number]]

    def inverse_document_frequencies(self, tokens) -> np.ndarray:
        """log(1 + rows / (1 + rows with the token)) for each of the tokens."""
        counts = np.array([self.documents[token] for token in tokens], np.float64)
        return np.log(1 + self.rows / (1 + counts))
