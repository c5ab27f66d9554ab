"""Names put on the table, and what parties say of them."""
