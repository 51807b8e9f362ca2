"""The containers that files are: HDF5 and archives, read with care, written whole."""
