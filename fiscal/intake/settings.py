"""Thresholds of intake, each with its unit and why it is what it is."""

LEAST_SENTENCE = 12
"""Characters without figures from which a sentence tells one text from another: shorter ones (单位：万元, 特此说明) stand in every filing."""
LEAST_SENTENCES = 5
"""Such sentences from which prose is a narrative: files of tables alone have up to three notes under them, the shortest of 28 narratives has over forty."""
