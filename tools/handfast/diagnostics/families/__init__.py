"""The entries of the table of codes, one file per family."""
