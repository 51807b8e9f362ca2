"""Looking inside: every value by name, pictures, what became of a program, times."""
