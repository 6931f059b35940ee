"""From observations and verdicts to facts: keys, merging, history, links across filings."""
