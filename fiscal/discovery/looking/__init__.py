"""Looking at a source: what its list holds, what became of each file, what it shows no longer."""
