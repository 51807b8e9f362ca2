"""What models of Keras have and these have not: errors that say what to do instead."""

from __future__ import annotations

from typing import NoReturn

from kerasish.base.errors import UnsupportedError, fail


class ModelAbsent:
    """Methods that only say what to do instead."""

    def get_quantization_layer_structure(self, mode=None) -> NoReturn:
        """Not supported."""
        fail(
            f"model {self.name!r} has no get_quantization_layer_structure",
            None,
            "it serves modes that calibrate; model.quantize('int8') needs none",
            UnsupportedError,
        )
