"""Voices, rules, decisions, and what it would take. Never reads a clock, disk or network."""
