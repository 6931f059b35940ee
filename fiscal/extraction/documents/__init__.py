"""Pages put together: tables over page ends, captions, page marks, contents, prose."""
