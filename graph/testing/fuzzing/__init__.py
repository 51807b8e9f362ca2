"""Random programs of all ops that engines have code for, compared between engines.

``python -m graph.testing.fuzzing --seeds 0:1000`` runs them; see `__main__`.
"""
