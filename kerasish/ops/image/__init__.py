"""Images: resized, moved, coloured, cut into patches. Reached as ops.image only."""

from kerasish.ops.namespaces import Namespace

_SPACE = Namespace(__name__, flat=False)
__getattr__ = _SPACE.lookup
__dir__ = _SPACE.names
