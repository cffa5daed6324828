"""What the record should not be, and may be since before it was refused: to be mended by the office, not by whoever runs the site."""

from collections.abc import Iterator

from django.db import models
from django.db.models import Q

from newsroom.shared.circles import circles
from partners.models import Agreement, AgreementRelation, Organisation, OrganisationRelation
from partners.vocabulary import AgreementStage, AgreementTie, OrganisationTie, Visibility

ABOVE = ((Agreement, "renews"), (Agreement, "umbrella"), (Organisation, "parent"), (Organisation, "merged_into"))
# relations that lead one way only
ONE_WAY = (
    (AgreementRelation, AgreementTie.POSSIBLY_SAME),
    (AgreementRelation, AgreementTie.SUPERSEDES),
    (OrganisationRelation, OrganisationTie.SUCCESSOR),
)


def notices() -> Iterator[str]:
    lonely = Agreement.objects.with_parties().filter(
        Q(stage=AgreementStage.SIGNED) | Q(visibility=Visibility.PUBLIC), party_count__lt=2
    )
    for agreement in lonely.order_by("pk"):
        yield f"Agreement {agreement.pk} ({agreement}) is signed or public, but has fewer than two parties."
    for model, field in ABOVE:
        pairs = model.objects.exclude(**{field: None}).values_list("pk", field)
        yield from _round(model, model._meta.get_field(field).verbose_name, pairs)
    for model, kind in ONE_WAY:
        pairs = model.objects.filter(kind=kind).values_list("source", "target")
        yield from _round(model._meta.get_field("source").related_model, kind.label, pairs)


def _round(model: type[models.Model], words, pairs) -> Iterator[str]:
    edges: dict[int, set[int]] = {}
    for pk, other in pairs:
        edges.setdefault(pk, set()).add(other)
    for circle in circles(edges):
        names = model.objects.in_bulk(circle)
        said = f" → {words} → ".join(f"{pk} ({names[pk]})" for pk in [*circle, circle[0]])
        yield f"{model._meta.verbose_name_plural.capitalize()} go round in a circle: {said}."
