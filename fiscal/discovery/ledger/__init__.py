"""What was seen at sources and became of it, in a small database under the data root."""
