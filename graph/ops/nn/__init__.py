"""What networks are made of: activations, normalisations, losses, cells."""
