"""Random numbers that follow from a key."""
