"""What messages say, in Chinese; when they are written is decided by `pipelines.alerts.desk`."""
