"""The vocabulary of a layer, found in data."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.layers.preprocessing.adapt_batches import batches_of, is_one_array
from kerasish.layers.preprocessing.token_counts import TokenCounts


@internal
class VocabularyAdapting:
    """The part of `Vocabulary` that counts tokens."""

    def adapt(self, data, steps=None) -> None:
        """Takes the tokens of data, the most frequent first.

        Args:
            data: an array or list, (documents,) or (documents, tokens); or an iterable
                of batches.
            steps: at most so many batches.

        Raises:
            ArgumentError: the vocabulary was given.
        """
        self.reset_state()
        if isinstance(data, (list, tuple)) or is_one_array(data):
            array = self._as_tokens(data)
            self.update_state(array[:, None] if array.ndim == 1 else array)
        else:
            for batch in batches_of(data, self.name, steps):
                self.update_state(batch)
        self.finalize_state()

    def update_state(self, data) -> None:
        """Counts a batch in; a vector is one document."""
        self._require_adaptable()
        array = self._as_tokens(data)
        self._count(array.reshape(1, -1) if array.ndim < 2 else array)

    def _count(self, rows) -> None:
        self._counts.add(rows, self.output_mode == "tf_idf")

    def _require_adaptable(self) -> None:
        if self._is_fixed:
            fail(
                f"layer {self.name!r}: the vocabulary was given",
                None,
                "leave vocabulary out to adapt the layer to data",
            )

    def finalize_state(self) -> None:
        """Makes the vocabulary of the batches seen."""
        counts = self._counts
        if self._is_fixed or not counts.tokens:
            return
        counts.forget(self.mask_token, self.oov_token)
        start = self._token_start_index()
        room = None if self.max_tokens is None else max(self.max_tokens - start, 0)
        tokens = counts.most_frequent(room)
        weights = None
        if self.output_mode == "tf_idf":
            weights = counts.inverse_document_frequencies(tokens)
            weights = self._padded_weights(weights, len(tokens), False)
        self._take(self._as_tokens(tokens), weights)
        self.reset_state()

    def reset_state(self) -> None:
        """Forgets the batches seen."""
        self._keep(_counts=TokenCounts())
