"""What must hold: the invariant catalogue as data, its evaluation, Great Expectations suites, suspects, waivers; no
Dagster in here.
"""
