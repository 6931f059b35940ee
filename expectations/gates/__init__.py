"""What a filing's verdicts and its rows stop, and what people have acknowledged."""
