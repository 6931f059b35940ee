"""The words that filings use, once and as data: how they number, caption, total, name and say things. Reading,
cleaning, rules and intake have no other expressions of them; the names of concepts and matters are data of cleaning,
the wording that a rule looks for is the catalogue's, portals are told in discovery.

A file a topic, an entry a list of ways to say one thing. Where on a page a word counts and what follows from it is left
to the modules that ask."""

from fiscal.lexicon.reading import LexiconError, mapping, pairs, pattern, rows, text, words

__all__ = ["LexiconError", "mapping", "pairs", "pattern", "rows", "text", "words"]
