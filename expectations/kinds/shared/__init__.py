"""Where rules look, and how statements of the prose are told."""
