"""As the Unicode CLDR writes numbers in Portugal."""

THOUSAND_SEPARATOR = "\xa0"
