"""Graphs as C: one file that needs no library; see `c_source`."""
