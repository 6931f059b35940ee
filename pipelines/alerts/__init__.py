"""Who has to hear of what: changes of state in findings, filings and runs become messages, each sent once to each
channel.
"""
