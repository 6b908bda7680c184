"""Measurements that anybody can repeat: `make bench`, or `python -m bench NAME...`."""
