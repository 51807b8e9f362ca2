"""What each op becomes in C, family by family."""
