"""The rows of a panel: what each names, its code, its kind, and which stand over others."""
