"""Two records of one organisation become one: everything that points to the one points to the other; shown before, logged, reversible.

Keys are found by asking the models, so that whatever a room above adds is moved too, without this room knowing it.
"""

import copy
from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.accounts import log
from newsroom.shared.names import column
from partners.merge_history import Reference, Told, own_rows, tell_moved, tell_rows
from partners.models import Agreement, Organisation, OrganisationMerge, OrganisationName, OrganisationRelation, Party
from partners.vocabulary import NameKind, OrganisationStatus


class MergeRefused(ValidationError):
    """The two cannot be merged; `conflicts` are the records that say so."""

    def __init__(self, message, conflicts=()):
        super().__init__(message)
        self.conflicts = list(conflicts)


def _keys() -> Iterator[tuple[type[models.Model], models.ForeignKey]]:
    """Every foreign key to an organisation, those behind many-to-many fields included."""
    for model in apps.get_models(include_auto_created=True):
        if model is OrganisationMerge:
            continue
        for field in model._meta.concrete_fields:
            if field.is_relation and field.remote_field.model is Organisation:
                yield model, field


def preview(gone: Organisation) -> list[Reference]:
    """Everything that would be moved."""
    return [
        Reference(row, field)
        for model, field in _keys()
        for row in model._base_manager.filter(**{field.name: gone}).order_by("pk")
    ]


def shared_agreements(kept: Organisation, gone: Organisation) -> list[Agreement]:
    """Those in which both stand: whoever signed with whom cannot have been one."""
    both = Party.objects.filter(organisation=gone).values("agreement")
    return list(Agreement.objects.filter(pk__in=both, parties__organisation=kept))


def check(kept: Organisation, gone: Organisation) -> None:
    """MergeRefused, with a sentence, when the two cannot be one."""
    if kept.pk == gone.pk:
        raise MergeRefused(_("Choose two different organisations."))
    if OrganisationStatus.MERGED in (kept.status, gone.status):
        raise MergeRefused(_("One of the two has been merged already."))
    if gone.is_home:
        raise MergeRefused(_("Our own organisation stays: merge the other one into it."))
    if kept.is_part_of(gone) or gone.is_part_of(kept):
        raise MergeRefused(_("One of the two belongs to the other."))
    if conflicts := shared_agreements(kept, gone):
        raise MergeRefused(_("Both are parties to the same agreement."), conflicts)
    if conflicts := strange_units(kept, gone):
        raise MergeRefused(
            _(
                "A party acts through the one that would go. First say of the other on its page that it belongs to that party."
            ),
            conflicts,
        )


def strange_units(kept: Organisation, gone: Organisation) -> list[Agreement]:
    """Those in which a party acts through the one that goes, and the one that stays is no part of that party."""
    acting = Party.objects.filter(unit=gone).exclude(organisation=gone).select_related("agreement", "organisation")
    return [party.agreement for party in acting if not kept.is_part_of(party.organisation)]


def _label(model) -> str:
    return model._meta.label_lower


def _take_over(reference: Reference, kept: Organisation) -> bool:
    """Point the row to the one that stays; False when that one has the same already, or would be related to itself."""
    row = reference.row
    if isinstance(row, OrganisationRelation) and kept.pk in (row.source_id, row.target_id):
        return False
    try:
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**{reference.field.name: kept})
    except IntegrityError as error:
        if not _is_there_already(row, reference.field, kept):
            raise MergeRefused(_("This entry cannot be moved."), [row]) from error
        return False
    return True


def _is_there_already(row: models.Model, field: models.ForeignKey, kept: Organisation) -> bool:
    """Whether a key, and no other rule, stands against the row with the one that stays in it."""
    moved = copy.copy(row)
    setattr(moved, field.attname, kept.pk)
    try:
        moved.validate_unique()
        for constraint in moved._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                constraint.validate(type(moved), moved)
    except ValidationError:
        return True
    return False


def _remove(row: models.Model) -> list[dict]:
    """Delete a row that the other organisation has too; what was deleted, for undoing it."""
    kept = _serialised(row)
    try:
        deleted, _each = row.delete()
    except (ProtectedError, RestrictedError):
        deleted = 0
    if deleted != 1:
        raise MergeRefused(_("Both have the same entry, and others stand on it."), [row])
    return [kept]


def _serialised(row: models.Model) -> dict:
    """{"model", "pk", "fields"}, as JSON takes it: dates as text."""
    [found] = serializers.serialize("python", [row])
    texts = {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in found["fields"].items()
    }
    return found | {"fields": texts}


def _has_a_life_of_its_own(row: models.Model, as_added: dict) -> bool:
    """Changed since the merging added it, or others stand on it by now."""
    # mergings of old kept the number only
    if as_added.get("fields") not in (None, _serialised(row)["fields"]):
        return True
    users = (each for each in row._meta.get_fields(include_hidden=True) if each.auto_created and not each.concrete)
    return any(each.related_model._base_manager.filter(**{each.field.name: row}).exists() for each in users)


def _add_names(kept: Organisation, gone: Organisation) -> Iterator[OrganisationName]:
    """The preferred names of the one that goes become other names of the one that stays."""
    own = {getattr(kept, column("name", code)) for code in settings.ALL_LANGUAGES}
    for code in settings.ALL_LANGUAGES:
        value = getattr(gone, column("name", code))
        if not value or value in own or kept.other_names.filter(language=code, value=value).exists():
            continue
        yield kept.other_names.create(language=code, kind=NameKind.ALIAS, value=value)


@transaction.atomic
def merge(kept: Organisation, gone: Organisation, *, by) -> OrganisationMerge:
    """Move everything from `gone` to `kept`. `gone` stays as a row that says where it went."""
    # in one order, so that two that merge at once do not wait for each other
    locked = {
        row.pk: row for row in Organisation.objects.select_for_update().order_by("pk").filter(pk__in=[kept.pk, gone.pk])
    }
    kept, gone = locked[kept.pk], locked[gone.pk]
    check(kept, gone)
    taken, removed, lost = [], [], []
    for reference in preview(gone):
        if _take_over(reference, kept):
            taken.append(reference)
            continue
        lost.append(Told.of(reference.row, reference.record))
        removed += _remove(reference.row)
    moved = [{"model": _label(each.row), "field": each.field.name, "pk": each.row.pk} for each in taken]
    names = list(_add_names(kept, gone))
    added = [_serialised(row) for row in names]
    previous = gone.status
    gone.status, gone.merged_into = OrganisationStatus.MERGED, kept
    gone.save()
    entry = OrganisationMerge.objects.create(
        kept=kept, gone=gone, by=by, moved=moved, removed=removed, added=added, previous_status=previous
    )
    tell_moved("moved_by_merging", taken, by=by, old=gone, new=kept)
    tell_rows("removed_by_merging", "−", lost, by=by)
    # in the history of both
    given = [Told.of(each.row, each.record) for each in taken]
    rows = own_rows("−", [*given, *lost])
    log.record("organisation_merged_away", by=by, target=gone, kept=kept.pk, name=str(kept), **rows)
    log.record(
        "merge_organisations",
        by=by,
        target=kept,
        gone=gone.pk,
        name=str(gone),
        moved=len(moved),
        removed=len(removed),
        **own_rows("+", [*given, *map(Told.of, names)]),
    )
    return entry


@transaction.atomic
def undo(entry: OrganisationMerge, *, by) -> list[dict]:
    """Take a merging back; what has been moved on, changed, cited or deleted since is left as it is, and
    returned."""
    entry = OrganisationMerge.objects.select_for_update().get(pk=entry.pk)
    if entry.undone_at:
        raise MergeRefused(_("This has been undone already."))
    if entry.kept.status == OrganisationStatus.MERGED:
        raise MergeRefused(_("First undo the merging of the record that was kept."), [entry.kept])
    gone = entry.gone
    gone.status, gone.merged_into = entry.previous_status, None
    gone.save()
    taken_away, left, back = [], [], []
    for each in entry.added:
        for row in apps.get_model(each["model"])._base_manager.filter(pk=each["pk"]):
            if _has_a_life_of_its_own(row, each):
                left.append({"model": each["model"], "pk": each["pk"]})
                continue
            taken_away.append(Told.of(row))
            row.delete()
    try:
        with transaction.atomic():
            for each in entry.moved:
                model = apps.get_model(each["model"])
                row = model._base_manager.filter(pk=each["pk"], **{each["field"]: entry.kept}).first()
                if row is None:
                    left.append(each)
                    continue
                model._base_manager.filter(pk=row.pk).update(**{each["field"]: gone})
                back.append(Reference(row, model._meta.get_field(each["field"])))
            for row in serializers.deserialize("python", entry.removed):
                row.save()
    except IntegrityError as error:
        raise MergeRefused(_("What was entered since stands in the way of undoing this.")) from error
    entry.undone_at, entry.undone_by = timezone.now(), by
    entry.save(update_fields=["undone_at", "undone_by"])
    restored = {(each["model"], each["pk"]) for each in entry.removed}
    again = [Told.of(each.row, each.record) for each in preview(gone) if (_label(each.row), each.row.pk) in restored]
    given = [Told.of(each.row, each.record) for each in back]
    tell_moved("moved_back_from_merging", back, by=by, old=entry.kept, new=gone)
    tell_rows("restored_from_merging", "+", again, by=by)
    rows = own_rows("−", [*given, *taken_away])
    log.record("organisation_merging_undone", by=by, target=entry.kept, gone=gone.pk, name=str(gone), **rows)
    log.record(
        "undo_merge_organisations",
        by=by,
        target=gone,
        kept=entry.kept_id,
        left=len(left),
        name=str(entry.kept),
        **own_rows("+", [*given, *again]),
    )
    return left
