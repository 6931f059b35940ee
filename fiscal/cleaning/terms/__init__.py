"""The field's words: concepts, class names, bodies, units, indicators, counts."""
