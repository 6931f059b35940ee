"""Thresholds of intake, each with its unit and why it is what it is."""

LEAST_SENTENCE = 12
"""Characters without figures from which a sentence tells one text from another: shorter ones (单位：万元, 特此说明)
stand in every filing.
"""
LEAST_SENTENCES = 5
"""Such sentences from which prose is a narrative: files of tables alone have up to three notes under them, the shortest
of 28 narratives of Beijing has 29.
"""
SAME_CONTENT = 0.5
"""Share of a file's tables, forms and sentences that have to be in another for that to say the same again."""
SAME_AMOUNTS = 0.5
"""Share of the amounts of the file with fewer of them that stay in a correction."""
LEAST_NAME = 6
"""Characters that names of files share beside their numbers and 附件, 说明, 报表 to be parts of one filing; shorter
ones (2024预算) are anybody's.
"""
