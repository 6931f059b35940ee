"""The Excel workbook in Chinese terms: overview, filings, facts, findings, reconciliation with live formulas, sources,
value lists and dictionary.
"""
