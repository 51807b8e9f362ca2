"""Tables of vectors in the form in which TensorBoard's projector reads them.

Source: tensorboard/plugins/projector/projector_config.proto; names of the fields.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

import numpy as np

CONFIG = "projector_config.pbtxt"
FOLDER = "embeddings"


def write_tables(
    folder: str, tables: Mapping[str, np.ndarray], metadata: Mapping[str, str]
) -> None:
    """Writes each table as rows of numbers between tabs, and what names them.

    Args:
        folder: TensorBoard's log_dir.
        tables: (rows, columns) arrays by name.
        metadata: paths in the folder, by name of the table, of files with a line for
            each row.

    Example:
        >>> import pathlib, tempfile
        >>> import numpy as np
        >>> from kerasish.event_files.projector import write_tables
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> write_tables(folder, {"words": np.eye(2)}, {})
        >>> (folder / "embeddings" / "words.tsv").read_text().split()
        ['1', '0', '0', '1']
    """
    entries = []
    os.makedirs(os.path.join(folder, FOLDER), exist_ok=True)
    for name, table in tables.items():
        path = f"{FOLDER}/{name.replace('/', '-')}.tsv"
        rows = ("\t".join(f"{x:.9g}" for x in row) for row in table.tolist())
        _write(os.path.join(folder, path), "".join(f"{row}\n" for row in rows))
        fields = {"tensor_name": name, "tensor_path": path}
        if name in metadata:
            fields["metadata_path"] = os.fspath(metadata[name])
        entries.append(fields)
    # last: the server reads the tables when it finds it
    _write(os.path.join(folder, CONFIG), "".join(map(_entry, entries)))


def _entry(fields: Mapping[str, str]) -> str:
    lines = "".join(
        f"  {key}: {json.dumps(value, ensure_ascii=False)}\n"
        for key, value in fields.items()
    )
    return f"embeddings {{\n{lines}}}\n"


def _write(path: str, text: str) -> None:
    """As a whole: a server may read at any moment."""
    with open(f"{path}.new", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(f"{path}.new", path)
