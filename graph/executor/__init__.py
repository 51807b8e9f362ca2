"""What runs graphs: Session, function, tapes, profiles."""
