"""Formats out. What is in a list is decided before; here it is only written down."""
