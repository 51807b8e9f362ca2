"""Gradients: the walk back through a graph, tapes, Jacobians, recomputation."""
