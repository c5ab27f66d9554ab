"""Values that know no list and no party: partial dates, countries, scripts, identifiers, text."""
