"""Other shapes: reshaping, cropping, padding, repeating."""
