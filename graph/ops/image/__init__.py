"""Images: resizing and places between pixels."""
