"""The shapes of lists: each reads one kind of answer into items with title, date and address, and says what to ask for
next.
"""
