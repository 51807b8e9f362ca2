"""A model behind HTTP: ``python -m kerasish serve``; see docs/command_line.md."""

from kerasish.serving.limits import Limits
from kerasish.serving.server import Server
