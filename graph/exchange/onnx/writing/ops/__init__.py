"""What each op becomes, family by family."""
