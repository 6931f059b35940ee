"""A filing as the rules see it: its figures indexed, the tables that its contents promise, the scripts that it is
printed in.
"""
