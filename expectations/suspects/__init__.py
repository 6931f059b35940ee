"""Which figures are most likely wrong: the net of claims, changes that would mend it, whether all can hold together."""
