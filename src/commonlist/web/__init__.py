"""Pages and API over a live workspace: one call, then rendering."""
