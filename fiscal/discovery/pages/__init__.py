"""Pages of portals as text: decoding, national tags, links, printed dates, obstacles."""
