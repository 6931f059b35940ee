"""What has no pages of its own, a workbook, a text document, an HTML article, laid out on pages: exact cells and lines,
and the same drawn as a PDF.
"""
