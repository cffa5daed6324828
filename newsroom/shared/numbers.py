"""Numbers of things as the page's language writes them: 12,700, in Spanish 12.700 but 1270. Years, numbers of records and what
machines read are none of these."""

from django.utils.formats import number_format
from django.utils.translation import get_language

# from how many digits on a number is grouped where it is not from four on (minimumGroupingDigits of the Unicode CLDR)
GROUPED_FROM = {"es": 5, "pt": 5}


class Quantity(int):
    """Reads as its language writes it, and counts as any other: `blocktranslate count` and `ngettext` find its plural form."""

    def __str__(self):
        digits = int.__repr__(self)
        is_grouped = len(digits.lstrip("-")) >= GROUPED_FROM.get(get_language() or "", 4)
        return number_format(int(self), force_grouping=True) if is_grouped else digits
