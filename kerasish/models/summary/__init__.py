"""The table of a model's layers, as text, Markdown, HTML and data."""
