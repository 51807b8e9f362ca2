"""compile, fit, evaluate, predict: the step graph and the loop around it."""
