"""What people decide about filings and findings, kept with who decided it and why."""
