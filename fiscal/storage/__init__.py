"""Where a data root keeps things: blobs and their receipts, datasets a filing, what each stage last did, locks; no rule
of the field in here.
"""
