"""Joins the rooms with storage and the network. Contains no rule and no format."""
