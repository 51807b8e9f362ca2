"""Images as arrays and in files."""

from kerasish.utils.image_arrays import array_to_img, img_to_array
from kerasish.utils.image_files import load_img, save_img
from kerasish.utils.smart_resize import smart_resize

__all__ = ["array_to_img", "img_to_array", "load_img", "save_img", "smart_resize"]
