"""How fast ranks train together, and how well a model of the cost predicts it."""
