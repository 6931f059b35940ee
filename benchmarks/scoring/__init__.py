"""What came out held against what should have: tables and values against truth, findings against what a person says of
them.
"""
