"""Files that are no PDF, each kind by its own reader: workbooks, text documents, HTML articles as flows of exact texts,
pictures as scanned pages.
"""
