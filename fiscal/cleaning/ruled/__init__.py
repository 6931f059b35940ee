"""Tables with a header as observations."""
