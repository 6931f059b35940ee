"""No accusation while an innocent explanation holds: the explanations as small named defences, and doubts about the own
reading that stand for many violations at once.

Which figures belong together is said by `expectations.kinds`, which of them is wrong where nothing explains them by
`expectations.suspects.suspects`."""
