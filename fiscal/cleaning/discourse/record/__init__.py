"""What the prose has stated so far, and where its walk stands."""
