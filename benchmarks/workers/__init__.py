"""Processes that do the work: one for each system and workload."""
