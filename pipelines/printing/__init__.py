"""What a terminal shows of filings and findings; what a person may ask for is said in `pipelines.commands`."""
