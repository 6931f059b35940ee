"""What stands outside the tables: page marks, contents pages, paragraphs and their sentences under their headings."""
