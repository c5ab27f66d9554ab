"""Who lists whom: designation lists compared, and the common list under a rule, on any day."""

__version__ = "0.1.0"
