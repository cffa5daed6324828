"""As the Unicode CLDR writes numbers in French."""

THOUSAND_SEPARATOR = "\u202f"  # a narrow space that does not break
