"""Branches and loops in graphs: cond, while_loop, scan, map."""
