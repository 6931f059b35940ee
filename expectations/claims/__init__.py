"""What is claimed of figures, and the exact arithmetic that says whether it holds."""
