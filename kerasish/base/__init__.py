"""What all parts of Kerasish share: recorded configuration, names, variables, rules."""

import os as _os

import graph as _graph

_graph.mark_as_library(_os.path.dirname(_os.path.dirname(__file__)))
