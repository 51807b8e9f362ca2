"""The sub-commands of ``python -m kerasish``: one module each, with a ``main``."""
