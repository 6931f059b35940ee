"""From a page to tables and prose: the ruled reader, the second reader, picture pages, captions, continuation."""
