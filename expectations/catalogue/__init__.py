"""The catalogue of invariants as data, and what an entry may say."""
