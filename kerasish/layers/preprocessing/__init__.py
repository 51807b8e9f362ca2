"""Raw data become numbers: text, categories, images, sounds."""
