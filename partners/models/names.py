"""Names besides the preferred ones: those are columns, one a language; these are rows with a kind and a time."""

from collections.abc import Iterable

from django.db import models
from django.db.models import OuterRef, Q, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from newsroom.shared import partial_dates
from newsroom.shared.constraints import filled, one_of
from newsroom.shared.folding import BAR, FoldedField, fold, holds
from newsroom.shared.names import first_name, language_choices
from newsroom.shared.partial_dates import PartialDateOf, date_field, precision_field
from partners.vocabulary import NameKind


class OtherNameQuerySet(models.QuerySet):
    def public(self):
        """A wrong name helps to find a record; readers never see it."""
        return self.exclude(kind=NameKind.WRONG)


class OtherName(models.Model):
    """One name of a record, as somebody writes or wrote it."""

    language = models.CharField(
        _("language"), max_length=10, blank=True, choices=language_choices, help_text=_("Empty: in no one language.")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=NameKind, default=NameKind.ALIAS)
    value = models.CharField(_("name"), max_length=250)
    valid_from = date_field(_("from"))
    valid_from_precision = precision_field()
    valid_to = date_field(_("until"))
    valid_to_precision = precision_field()
    search_key = FoldedField(of=("value",))

    begins = PartialDateOf("valid_from")
    ends = PartialDateOf("valid_to")

    objects = OtherNameQuerySet.as_manager()

    class Meta:
        abstract = True
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["kind", "language", "pk"]

    def __str__(self):
        return self.value


def constraints(prefix: str, owner: str):
    """What holds for the other names of organisations as for those of persons."""
    return [
        models.UniqueConstraint(
            fields=[owner, "language", "kind", "value"],
            name=f"{prefix}_once",
            violation_error_message=_("This name is there already."),
        ),
        filled(prefix, "value"),
        one_of(prefix, "kind", NameKind),
        *partial_dates.known_together(prefix, "valid_from", "valid_to"),
        partial_dates.in_order(prefix, "valid_from", "valid_to", _("The name cannot end before it begins.")),
    ]


def read_reported_names(records: Iterable[models.Model | None]) -> None:
    """Of those of one kind that a page shows and that have no preferred name, what they are called instead: in one question, and in
    none where all have one."""
    prefetch_related_objects([each for each in records if each and not first_name(each, "name")], "other_names")


class NamedQuerySet(models.QuerySet):
    """Records with preferred names in columns (`search_key` is their folded form) and other names in rows (`other_names`)."""

    def _rows(self):
        return self.model._meta.get_field("other_names").related_model.objects.all()

    def _by_key(self, condition, *, public=False):
        owner = self.model._meta.get_field("other_names").field.name
        rows = self._rows().public() if public else self._rows()
        rows = rows.filter(condition, **{owner: OuterRef("pk")})
        return self.filter(condition | Q(models.Exists(rows)))

    def named(self, text, *, public=False):
        """Those with a name, of any kind in any language, that holds every word of the text. `public` leaves wrong names out."""
        return self._by_key(holds("search_key", text), public=public)

    def called(self, name):
        """Those with exactly this name, of any kind in any language, however it is typed."""
        return self._by_key(Q(search_key__contains=f"{BAR}{fold(name)}{BAR}"))

    def keys(self):
        """Every folded name → the records that have it."""
        found = {}
        owner = self.model._meta.get_field("other_names").field.attname
        rows = self._rows().filter(**{f"{owner}__in": self.values("pk")})
        for pairs in (self.values_list("pk", "search_key"), rows.values_list(owner, "search_key")):
            for pk, keys in pairs.order_by():
                for key in filter(None, keys.split(BAR)):
                    found.setdefault(key, set()).add(pk)
        return found
