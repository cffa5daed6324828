"""As Chinese newspapers write numbers; Django groups none."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
