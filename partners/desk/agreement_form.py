"""The form of an agreement: which of those on record it may be, by its parties with its day or title, or by our number."""

import re

from django.http import QueryDict

from newsroom.shared.names import every_column
from newsroom.shared.partial_dates import PartialDate
from partners.desk.duplicates import SHOWN, AskingForm, number_in, texts_in
from partners.models import Agreement

WATCHED = r"^(title_\w+|own_number|signed_on|renews|relations-\d+-target|parties-\d+-(organisation|DELETE))$"
_PARTY = re.compile(r"parties-\d+-organisation")
_RELATED = re.compile(r"renews|relations-\d+-target")


def parties_in(data: QueryDict) -> set[int]:
    """The organisations in the rows, without those that are to be deleted."""
    rows = [name for name in data if _PARTY.fullmatch(name) and not data.get(name.replace("organisation", "DELETE"))]
    return {number_in(data, name) for name in rows} - {None}


def similar_agreements(data: QueryDict, but: int | None) -> list[Agreement]:
    """Those that what was sent may be; what it renews or is related to is another one."""
    related = {number_in(data, name) for name in data if _RELATED.fullmatch(name)} | {but}
    if but:
        related |= {*Agreement.objects.filter(renews=but).values_list("pk", flat=True)}
        related |= {*Agreement.objects.filter(relations__target=but).values_list("pk", flat=True)}
    try:
        signed = PartialDate.parse(data.get("signed_on", ""))
    except ValueError:
        signed = None
    found = Agreement.objects.possible_duplicates(
        parties=parties_in(data),
        titles=texts_in(data, "title"),
        signed=signed,
        number=data.get("own_number", "")[:60],
        besides=related - {None},
    )
    return list(found.prefetch_related("parties__organisation__other_names")[:SHOWN])


class AgreementForm(AskingForm):
    def look(self):
        """Not asked of one that is on record and stays what it is."""
        decisive = {"signed_on", "own_number", *every_column(Agreement, "title")}
        is_new = not self.instance.pk or decisive & {*self.changed_data}
        if not is_new and parties_in(self.data) == {*self.instance.parties.values_list("organisation", flat=True)}:
            return []
        return similar_agreements(self.data, self.instance.pk)
