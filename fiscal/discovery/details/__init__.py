"""Pages of single filings: what they say of themselves, and their attachments, however they are linked."""
