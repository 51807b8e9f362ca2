"""The page that shows a model: one HTML file that needs nothing else."""
