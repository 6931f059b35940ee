"""What a browser is served: Dagster's webserver with its daemon, and beside them the files that people open."""
