"""Child processes with limits, in which everything that touches hostile bytes runs."""
