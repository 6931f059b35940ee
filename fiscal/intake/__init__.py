"""Files coming in: the inbox, arrivals, readings kept by hash, the register of filings."""
