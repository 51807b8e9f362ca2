"""What older Keras wrote, made today's: configs and weights.

The rules are functions tagged with the classes and versions that they look at, in files
by theme; `rules` finds them. Rules for Keras 1 come first and make a config of Keras 2,
which the rules for Keras 2 make today's.
"""
