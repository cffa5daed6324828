"""As the Unicode CLDR writes numbers in Spanish."""

THOUSAND_SEPARATOR = "."
