"""What the codes and values of the datasets mean, as tables of their own: classes, concepts, vocabularies, places,
publishers, headline items.
"""
