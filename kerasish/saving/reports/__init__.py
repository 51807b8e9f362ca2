"""What a load did, and why it could not: reports, side-by-side tables, diagnoses."""
