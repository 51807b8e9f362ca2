"""The vocabulary of a layer in configs and files."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kerasish.base.discovery import internal
from kerasish.base.errors import FileError, fail

_FILE = "vocabulary.txt"
#: arguments of which a config holds what they have become
VOCABULARY_ARGUMENTS = (
    "vocabulary",
    "idf_weights",
    "vocabulary_size",
    "has_input_vocabulary",
)


@internal
class VocabularyFiles:
    """The part of `Vocabulary` that is kept."""

    def _vocabulary_config(self) -> dict:
        """The vocabulary, so that a config makes a layer that looks up the same."""
        has_tokens = self._tokens is not None
        config = {
            "vocabulary": self._configured_tokens() if has_tokens else None,
            "idf_weights": None,
            "vocabulary_size": self._known_size(),
        }
        if self._has_weights():
            own = self.idf_weights[: self.vocabulary_size()]
            config["idf_weights"] = own.tolist()
        return config | ({} if self._is_fixed else {"has_input_vocabulary": False})

    def _configured_tokens(self) -> list:
        """The tokens; special ones in front only where something depends on them."""
        tokens, special = self.get_vocabulary(False), self._special_tokens()
        ambiguous = not tokens or tokens[: len(special)] == special
        return [*special, *tokens] if ambiguous or self._has_weights() else tokens

    def _has_weights(self) -> bool:
        return self.idf_weights is not None

    def save_own_variables(self, store) -> None:
        if self._has_weights():
            store["idf_weights"] = self.idf_weights

    def load_own_variables(self, store) -> None:
        if "idf_weights" in store:
            self._keep(idf_weights=np.asarray(store["idf_weights"]))

    def save_assets(self, dir_path) -> None:
        """Writes the vocabulary into a folder, a token a line."""
        text = "\n".join(map(str, self.get_vocabulary()))
        Path(dir_path, _FILE).write_text(text, encoding="utf-8")

    def load_assets(self, dir_path) -> None:
        """Reads what `save_assets` wrote."""
        lines = lines_of(Path(dir_path, _FILE))
        while lines and lines[-1] == "":
            lines.pop()
        tokens, weights = self._from_lines(lines), self.idf_weights
        if weights is not None:
            weights = weights[: len(tokens)]
        self.set_vocabulary(tokens, weights)


@internal
def lines_of(path) -> list[str]:
    """The lines of a file of text.

    Raises:
        FileError: there is none.
    """
    path = Path(path)
    if not path.is_file():
        fail(
            "a vocabulary file is not there",
            {"path": str(path)},
            "give the path of a file with a token a line",
            FileError,
        )
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        fail(
            "a vocabulary file is not UTF-8",
            {"path": str(path), "error": str(error)},
            "convert it: iconv -t utf-8",
            FileError,
        )
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines
