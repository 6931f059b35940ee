"""What runs: the assets with their resources and jobs, files in and filings out, Dagster's home, what is under way and
what was left behind.
"""
