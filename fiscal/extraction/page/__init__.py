"""What is printed on one page: characters, lines, rows of lines, and the page content that readers yield."""
