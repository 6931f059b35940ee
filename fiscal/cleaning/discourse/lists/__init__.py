"""Lists of parts in the prose: whose entries they are, of which whole, and whether they are all."""
