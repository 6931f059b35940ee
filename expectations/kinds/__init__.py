"""How each kind of formula finds its instances in a filing, one module a group of kinds; parameters come from the
catalogue.
"""
