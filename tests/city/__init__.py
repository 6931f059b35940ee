"""A city whose bodies publish in every shape and with every obstacle, day after day.

What they publish is in `publishing` and `other_sites`; the product that lives with it in `in_process` and `by_itself`;
what happens on which day, and what must be so then, in `days`.
"""
