"""Forms as observations: label values, amounts, indicator matrices, lists of projects."""
