"""Sources as data: what a source's YAML may say, reading and writing it, its schedule."""
