"""What services take: how long a message may be, and which answers refuse it."""
