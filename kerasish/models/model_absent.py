"""What models of Keras have and these have not: errors that say what to do instead."""

from __future__ import annotations

from typing import NoReturn

from kerasish.base.errors import UnsupportedError, fail


class ModelAbsent:
    """Methods that only say what to do instead."""

    def export(
        self,
        filepath,
        format="tf_saved_model",
        verbose=None,
        input_signature=None,
        **kwargs,
    ) -> NoReturn:
        """Not supported."""
        fail(
            f"model {self.name!r} has no export: formats of other runtimes are not "
            "written",
            {"format": repr(format)},
            "write model.save('model.keras') and load that with Keras to export it",
            UnsupportedError,
        )

    def get_quantization_layer_structure(self, mode=None) -> NoReturn:
        """Not supported."""
        fail(
            f"model {self.name!r} has no get_quantization_layer_structure",
            None,
            "there is no arithmetic of integers; use dtype='mixed_float16'",
            UnsupportedError,
        )
