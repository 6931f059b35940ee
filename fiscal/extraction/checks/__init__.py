"""What tells without truth whether a page was read rightly: conservation of numbers, plausible columns, a second
reader.
"""
