"""The answer that grows while rows are stored: a bar as long as the share that is done, and what became of them."""

from collections.abc import Iterable, Iterator

from django.db import OperationalError, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from newsroom.importing import IMPORTERS, TRIES, NotStored, has_changed_since, last_act, prepared, refuse_parts, store
from newsroom.shared.errors import is_busy
from partners.models import IncomingTable

PIECES = 50  # of the bar
PREPARING = 0.6  # of the time of storing, about: nobody else waits for that part of it


def storing(user, incoming, rows, shown, page, language):
    """The pieces of the page. Whoever closes it before its end has stored nothing."""
    with override(language):
        head, rest = page.split("<!-- bar -->")
        between, foot = rest.split("<!-- result -->")
        yield head
        refused = sum(each["is"] == "refused" for each in incoming.outcomes)
        context = {"incoming": incoming, "refused": refused}
        try:
            yield from bar(_prepare_and_store(user, context, rows, shown))
            context["stored"] = len(rows)
        except NotStored as refusal:
            # what was shown is out of date: the rows are looked at again
            IncomingTable.objects.filter(pk=incoming.pk, stored_at=None).update(outcomes=[])
            context["problem"] = str(refusal)
        yield between + render_to_string("admin/importing/_stored.html", context) + foot


def _prepare_and_store(user, context, rows, shown) -> Iterator[float]:
    """How far it is, of 1."""
    incoming = context["incoming"]
    importer = IMPORTERS[incoming.kind]
    for _attempt in range(TRIES):
        act, drafts = last_act(), []
        for draft in prepared(rows, importer(add_organisations=incoming.add_organisations), shown=shown):
            drafts.append(draft)
            yield PREPARING * len(drafts) / len(rows)
        try:
            with transaction.atomic():
                # two clicks store it once, and what another tab changed meanwhile is not stored at all
                found = IncomingTable.objects.select_for_update().defer("content").filter(pk=incoming.pk)
                fresh = context["incoming"] = found.first()
                if fresh is None or fresh.digest != incoming.digest:
                    raise NotStored(_("Nothing was stored: look at the rows again."))
                if fresh.stored_at:
                    raise NotStored(_("This file was stored already."))
                if has_changed_since(act):
                    continue
                for done in store(drafts, importer, by=user, source=incoming.name):
                    yield PREPARING + (1 - PREPARING) * done / len(rows)
                refuse_parts(drafts)
                IncomingTable.objects.filter(pk=incoming.pk).update(stored_at=timezone.now())
            return
        except OperationalError as error:
            # somebody else was writing for too long, or each would have waited for the other
            if not is_busy(error):
                raise
    raise NotStored(_("Others are changing the record. Nothing was stored: look at the rows again."))


def bar(shares: Iterable[float]) -> Iterator[str]:
    """Pieces of a bar that is as long as the share that is done."""
    done = 0
    for share in shares:
        if (whole := int(PIECES * share + 1e-9)) > done:
            yield "<i></i>" * (whole - done)
            done = whole
