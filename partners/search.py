"""What search finds of organisations and agreements: what their public pages show, and names that lead there."""

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch
from django.utils.translation import override

from newsroom.shared import regions
from newsroom.shared.languages import public_languages
from newsroom.shared.names import column, every_column, first_name
from newsroom.shared.searchindex.sources import Document, register
from newsroom.shared.searchindex.triggers import Watch
from partners.models import Agreement, Organisation, OrganisationName, Party, Place
from partners.vocabulary import NameKind

ORGANISATION, NAME, PARTY = (model._meta.db_table for model in (Organisation, OrganisationName, Party))


def names_of(organisation, *, wrong: bool = False) -> list[str]:
    """Every accepted name in every language; the wrong ones too where they may lead somebody here."""
    preferred = [getattr(organisation, each) for each in every_column(Organisation, "name")]
    others = [row.value for row in organisation.other_names.all() if wrong or row.kind != NameKind.WRONG]
    return list(dict.fromkeys(name for name in [*preferred, *others] if name))


def language_of(record, field: str, title: str, language: str) -> str:
    """Which language a title is in: this one where it has one in it."""
    columns = {code: getattr(record, column(field, code), "") for code in (language, *public_languages())}
    return next((code for code, text in columns.items() if text == title), "")


def printed(organisation, language: str) -> str:
    with override(language):
        return organisation.printed_name


def where(record, language: str) -> str:
    """Place and region, a line each, as a page in this language has them; the region is the record's own, else that of its place."""
    with override(language):
        place = first_name(record.place, "name") if record.place else ""
    region = getattr(record, "region", "") or (record.place.region if record.place else "")
    return "\n".join(part for part in (place, regions.label(region, language) if region else "") if part)


def organisations(records: list[int]) -> Iterator[Document]:
    found = Organisation.objects.public().filter(pk__in=records).select_related("place")
    for organisation in found.prefetch_related("other_names"):
        shown = names_of(organisation)
        for language in public_languages():
            title = printed(organisation, language)
            with override(language):
                slug = organisation.slug
            yield Document(
                record=organisation.pk,
                language=language,
                kind="partner",
                title=title,
                title_language=language_of(organisation, "name", title, language),
                slug=slug,
                names=tuple(name for name in names_of(organisation, wrong=True) if name != title),
                text="\n".join([where(organisation, language), *(name for name in shown if name != title)]),
            )


def agreements(records: list[int]) -> Iterator[Document]:
    parties = (
        Party.objects.filter(organisation__in=Organisation.objects.public())
        .select_related("organisation")
        .prefetch_related("organisation__other_names")
    )
    shown = Prefetch("parties", parties.order_by("position", "pk"), to_attr="shown_parties")
    for agreement in Agreement.objects.public().filter(pk__in=records).prefetch_related(shown):
        for language in public_languages():
            with override(language):
                title, slug = str(agreement), agreement.slug
            yield Document(
                record=agreement.pk,
                language=language,
                kind="agreement",
                title=title,
                title_language=language_of(agreement, "title", title, language),
                slug=slug,
                dated_on=agreement.signed.start if agreement.signed else None,
                text="\n".join(printed(party.organisation, language) for party in agreement.shown_parties),
            )


def accepted_names(text: str) -> tuple[str, ...]:
    """The other accepted names of the organisations that are called just so."""
    called = Organisation.objects.public().called(text).only(*every_column(Organisation, "name"))
    found = called.prefetch_related("other_names").order_by("pk")[:3]
    return tuple(dict.fromkeys(name for organisation in found for name in names_of(organisation)))[:12]


def ids(queryset) -> Iterable[int]:
    return queryset.order_by().values_list("pk", flat=True)


def register_sources() -> None:
    register(
        "partner",
        records=lambda: ids(Organisation.objects.public()),
        documents=organisations,
        watches=[
            Watch(Organisation, "SELECT {row}.id"),
            Watch(OrganisationName, "SELECT {row}.organisation_id"),
            Watch(Place, f'SELECT x.id FROM "{ORGANISATION}" x WHERE x.place_id = {{row}}.id'),
        ],
    )
    register(
        "agreement",
        records=lambda: ids(Agreement.objects.public()),
        documents=agreements,
        watches=[
            Watch(Agreement, "SELECT {row}.id"),
            Watch(Party, "SELECT {row}.agreement_id"),
            Watch(Organisation, f'SELECT x.agreement_id FROM "{PARTY}" x WHERE x.organisation_id = {{row}}.id'),
            Watch(
                OrganisationName,
                f'SELECT x.agreement_id FROM "{PARTY}" x WHERE x.organisation_id = {{row}}.organisation_id',
            ),
        ],
    )
