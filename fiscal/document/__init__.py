"""Opening PDFs safely and telling what they are: magic, repair, the sandbox of child processes, identity."""
