"""A draft looked through before it is published: in a temporary root, by the same stages; what is printed of it is said
in `pipelines.printing`.
"""
