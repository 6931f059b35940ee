"""Finding filings where they are published: sources as data, the shapes of portals, polite fetching, and the ledger of
what was seen and became of it.

Taking kept bytes in and working on them is left to `fiscal.intake` and the stages; when a source is looked at, to
`pipelines`."""
