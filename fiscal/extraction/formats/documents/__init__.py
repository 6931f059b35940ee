"""Text documents and HTML articles as flows of paragraphs and tables."""
