"""Who opens whose files: writers, readers and features, tried in all combinations."""
