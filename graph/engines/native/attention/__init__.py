"""Attention in machine code: blocks of scores that never leave the cache."""
