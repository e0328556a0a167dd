"""Pure values and arithmetic of the field: no database, no Django, no clock. Bad input raises ``ValueError``
(or a subclass that says why), and no error text ever repeats what was typed: it may be personal.
"""
