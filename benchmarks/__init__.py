"""What the product costs to run, measured side by side with what others cost."""
