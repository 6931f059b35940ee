"""The field's language: vocabularies, amounts and rounding intervals, readings, and the rows of the data contract.

Everything here is plain data; it imports nothing else of the project. What is done with it is left to the stages.
"""
