"""From a path to a PDF that can be read: magic, weight, repair, what is typed in and what is switched off."""
