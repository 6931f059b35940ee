"""Files that hold other files, archives and PDFs with attachments: what is in them, unpacked within limits."""
