"""Ops that do something: prints, checks, calls of Python."""
