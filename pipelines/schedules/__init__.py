"""What starts by itself: the inbox, looks at sources and what they bring, back-fills, what is out of date, the daily
round.
"""
