"""What all parts of Kerasish share: recorded configuration, names, variables, rules."""
