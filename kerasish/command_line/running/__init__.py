"""What sub-commands share: how files are opened and how errors are told."""
