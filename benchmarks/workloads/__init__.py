"""What is trained and predicted: the same models for every system."""
