"""How a filing is put together: its tables, chapters, years and names, as a drafter looks them through before it is
published.
"""
