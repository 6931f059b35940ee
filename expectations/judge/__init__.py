"""Great Expectations: the frames, metrics and suites by which it judges, and the pages of its results."""
