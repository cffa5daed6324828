"""Keeping redirects: chains become one hop, circles are refused; and answering with one."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext_lazy as _

from newsroom.shared.middleware import first_segment
from newsroom.site import addresses
from newsroom.site.models import Redirect
from newsroom.site.places import address_of
from newsroom.site.targets import NO_PAGE, Target, missing, not_there

LOOP = _("This would lead in a circle: the new address leads back to the old one.")


def answer(request):
    """The redirect for a request that nothing else answers, or None. One that leads to nothing public is none."""
    redirect = Redirect.objects.at(addresses.asked_for(request))
    place = address_of(redirect.target, redirect.wanted_language) if redirect else ""
    if not place:
        return None
    kind = HttpResponsePermanentRedirect if redirect.is_permanent else HttpResponseRedirect
    return kind(iri_to_uri(place))


def read_old(text: str) -> str:
    """An old address as it was written, with or without its host, in its one spelling. Raises ValidationError."""
    written = addresses.read(text)
    match = addresses.page_at(written.path)
    if (match and not match.kwargs) or first_segment(written.path) == "admin":
        raise ValidationError(_("This site has a page at this address: the redirect would never be used."))
    return written.address


@dataclass
class Plan:
    """What keeping some redirects comes to: the rows to write, and why some cannot be kept (old address → sentence)."""

    changed: list[Redirect] = field(default_factory=list)
    added: list[Redirect] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def outcomes(self) -> dict[str, str]:
        return dict.fromkeys((row.old for row in self.added), "added") | dict.fromkeys(
            (row.old for row in self.changed), "changed"
        )


def final(old: str, known: dict[str, Target]) -> Target:
    """Where an old address leads in the end. Raises ValidationError when it comes back to where it was."""
    target, seen = known[old], {old}
    while target.path:
        following = next((key for key in addresses.keys_of(target.path) if key in known), None)
        if following is None:
            return target
        if following in seen:
            raise ValidationError(LOOP)
        seen.add(following)
        target = known[following]
    return target


def plan(entries: dict[str, Target], *, by, permanent: bool | None = None) -> Plan:
    """What it takes to make each old address lead to its target. `permanent` None: as it is, and permanent where it is new."""
    table = {row.old: row for row in Redirect.objects.all()}
    known = {old: row.target for old, row in table.items()} | entries
    made, lacking = Plan(), missing(entries.values(), by)
    for old in known:
        try:
            target = final(old, known)
        except ValidationError as error:
            # what stood before is flat, so every circle goes through an entry, which is refused for it
            if old in entries:
                made.refused[old] = error.messages[0]
            continue
        if old in entries and (entries[old].kind, entries[old].pk) in lacking:
            made.refused[old] = not_there(entries[old])
        elif old in entries and not target.is_page:
            made.refused[old] = str(NO_PAGE)
        elif (row := table.get(old)) is None:
            made.added.append(Redirect(old=old, is_permanent=permanent is not False))
            made.added[-1].target = target
        elif row.target != target or (old in entries and permanent not in {None, row.is_permanent}):
            row.target = target
            if old in entries and permanent is not None:
                row.is_permanent = permanent
            made.changed.append(row)
    return made


def write(made: Plan) -> None:
    """The rows that stood before first: until they lead past a new old address, the guard would not let that in."""
    fields = ["path", "article", "organisation", "agreement", "event", "language", "is_permanent"]
    with transaction.atomic():
        Redirect.objects.bulk_update(made.changed, fields, batch_size=500)
        Redirect.objects.bulk_create(made.added, batch_size=500)
