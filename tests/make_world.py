"""A small public record, and around it one of everything that readers must not know of, with a mark in every text."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models

from articles.models import Citation, Source
from articles.workflow import Stage
from events.models import Event, Figure, Involvement, Participation, Signing
from newsroom.shared.names import column
from partners.models import (
    Agreement,
    AgreementDocument,
    AgreementRelation,
    Appointment,
    Milestone,
    Organisation,
    OrganisationRelation,
    Outcome,
    Person,
    Signatory,
)
from tests.make import make_edition, make_topic, make_words, publish
from tests.make_records import (
    make_agreement,
    make_agreement_in_force,
    make_event,
    make_home,
    make_organisation,
    make_party,
    make_person,
    make_place,
    make_series,
    make_session,
)

MARK = "Xqzhidden"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
DAY = datetime.date(2025, 9, 27)


@dataclass
class World:
    home: Organisation
    partner: Organisation
    person: Person
    agreement: Agreement
    event: Event


def make_public_world() -> World:
    """Everything that has a public page, filled as a reader may see it."""
    home, lima = make_home(), make_place("Lima", "PE")
    partner = make_organisation("San Marcos", place=lima, others=[("alias", "en", "UNMSM")])
    person = make_person("ZHANG Xichun", name_zh_hans="章熙春")
    Appointment.objects.create(person=person, organisation=home, official_title_en="Chancellor")
    agreement = make_agreement_in_force("Pact", signed_at=make_place("Beijing", "CN"), parties=[home, partner])
    Signatory.objects.create(party=agreement.parties.first(), person=person, title_as_printed_en="Chancellor")
    Signatory.objects.create(party=agreement.parties.last())
    Outcome.objects.create(agreement=agreement, kind="project", description_en="A project")
    Milestone.objects.create(agreement=agreement, act="unveiled", not_after=DAY)
    document = AgreementDocument.objects.keep(SimpleUploadedFile("pact.pdf", PDF), agreement=agreement, kind="signed")
    AgreementDocument.objects.filter(pk=document.pk).update(visibility="public")
    event = make_event("Forum", series=make_series("Forums"), edition=1, place=lima)
    make_event("Next forum", start="2026-03-01", kind="visit")
    session = make_session(event, name_en="Opening", kind="opening")
    Involvement.objects.create(event=event, organisation=home, role="host")
    Participation.objects.create(event=event, session=session, person=person, role="chair", representing=home)
    Participation.objects.create(event=event, role="speaker", representing=partner)
    Figure.objects.create(event=event, measure="participants", value=120, qualifier="over")
    topic = make_topic()
    for kind in ("news", "notice", "page"):
        edition = publish("en", words=make_words(title=f"A {kind}"), kind=kind, topics=[topic])
        edition.article.organisations.add(partner)
        edition.article.agreements.add(agreement)
        edition.article.events.add(event)
        source = Source.objects.create(article=edition.article)
        Citation.objects.create(source=source, agreement=agreement)
    return World(home, partner, person, agreement, event)


def marked(model: type[models.Model], **given) -> dict:
    """A mark in every text of a model that is not given, in all languages."""
    fields = dict(given)
    names = {each.name for each in model._meta.concrete_fields}
    for field in model._meta.concrete_fields:
        # the columns of languages stand for the field that they translate
        if field.name.removesuffix("_en") in given or f"{field.name}_en" in names:
            continue
        is_text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.URLField)
        free = is_text and field.editable and not field.choices and not field.primary_key and not field.validators[1:]
        length = getattr(field, "max_length", None) or 200
        if free and field.name not in fields and length >= 60 and not field.name.endswith("_precision"):
            fields[field.name] = f"{MARK} {model._meta.model_name} {field.name}"[:length]
    return fields


def mark(row: models.Model, *names: str) -> None:
    """The internal texts of a public row."""
    columns = [each.name for each in row._meta.concrete_fields]
    values = {name: f"{MARK} {name}" for name in names if name in columns}
    for name in names:
        translated = [column(name, code) for code in settings.ALL_LANGUAGES]
        values |= {each: f"{MARK} {name}" for each in translated if each in columns}
    type(row)._base_manager.filter(pk=row.pk).update(**values)


def set_silently(row: models.Model, **values) -> None:
    """Without moving the time of the last change."""
    type(row)._base_manager.filter(pk=row.pk).update(**values)


def add_hidden(world: World) -> list[models.Model]:
    """One of everything that is not public, tied to the public record in every way there is; returns what has an address."""
    home, partner, agreement, event = world.home, world.partner, world.agreement, world.event
    place = make_place(f"{MARK} place", "KE")
    hidden = make_organisation(
        public=False, **marked(Organisation, name=f"{MARK} university", region="KE", place=place)
    )
    hidden.other_names.create(kind="alias", language="en", value=f"{MARK} alias")
    hidden.identifiers.create(scheme="wikidata", value="Q424242")
    child = make_organisation(f"{MARK} school", public=False, kind="unit", parent=partner, region="PE")
    merged = make_organisation(f"{MARK} merged", public=False, status="merged", merged_into=partner)
    person = make_person(public=False, **marked(Person, name=f"{MARK} person"))
    partner.other_names.create(kind="wrong", language="en", value=f"{MARK} wrong name")
    Appointment.objects.create(**marked(Appointment, person=person, organisation=partner))
    Appointment.objects.create(**marked(Appointment, person=world.person, organisation=hidden))
    for source, target in ((hidden, partner), (partner, hidden)):
        OrganisationRelation.objects.create(source=source, target=target, kind="owns")

    # agreements, each tied to the public one in another way
    secret = make_agreement(public=False, **marked(Agreement, title=f"{MARK} agreement", own_number="1", signed=DAY))
    renewal = make_agreement(f"{MARK} renewal", public=False, renews=agreement, signed="2025-12-01")
    draft = make_agreement(f"{MARK} draft", public=False, stage="proposed", umbrella=agreement, kind="loi")
    for each in (secret, renewal, draft):
        for organisation in (home, partner, hidden):
            party = make_party(each, organisation, name_as_reported=f"{MARK} party")
            Signatory.objects.create(**marked(Signatory, party=party, person=world.person))
        Outcome.objects.create(**marked(Outcome, agreement=each, kind="project"))
        Milestone.objects.create(**marked(Milestone, agreement=each, act="unveiled", not_after=DAY, place=place))
    AgreementRelation.objects.create(source=secret, target=agreement, kind="amends")
    AgreementRelation.objects.create(source=agreement, target=secret, kind="related")
    Outcome.objects.create(**marked(Outcome, agreement=agreement, kind="joint_lab", organisation=hidden))
    Outcome.objects.create(**marked(Outcome, agreement=agreement, kind="programme", launches=secret))
    party = make_party(agreement, hidden, name_as_reported=f"{MARK} party", position=9)
    Signatory.objects.create(**marked(Signatory, party=party, person=person))
    Milestone.objects.create(**marked(Milestone, agreement=agreement, act="acceded", not_after=DAY, party=party))
    scan = AgreementDocument.objects.keep(
        SimpleUploadedFile(f"{MARK}.pdf", PDF + b"2"), agreement=agreement, kind="signed"
    )
    kept_for_secret = AgreementDocument.objects.keep(
        SimpleUploadedFile(f"{MARK}2.pdf", PDF + b"3"), agreement=secret, kind="signed"
    )
    AgreementDocument.objects.filter(pk=kept_for_secret.pk).update(visibility="public")

    # events
    closed = make_event(
        public=False,
        **marked(Event, name=f"{MARK} event", place=place, series=event.series, edition=2, time_zone="UTC"),
    )
    only = make_event(f"{MARK} other", public=False, series=make_series(f"{MARK} series"), edition=1, start="2019")
    for each in (closed, only):
        session = make_session(each, name_en=f"{MARK} session")
        Involvement.objects.create(event=each, organisation=partner, role="host")
        Participation.objects.create(event=each, session=session, person=world.person, role="chair")
    Involvement.objects.create(**marked(Involvement, event=event, organisation=hidden, role="host"))
    Participation.objects.create(**marked(Participation, event=event, person=person, role="guest"))
    Participation.objects.create(event=event, representing=hidden, role="guest")
    Signing.objects.create(event=event, agreement=secret)
    Signing.objects.create(event=closed, agreement=agreement)

    # what a public row says of what is hidden
    set_silently(partner, parent=hidden)
    set_silently(agreement, umbrella=secret, renews=draft, responsible=child)
    set_silently(agreement.parties.get(organisation=partner), unit=child)
    set_silently(Signatory.objects.get(party__agreement=agreement, party__organisation=partner), person=person)
    set_silently(event.participations.get(representing=partner), person=person)
    set_silently(Event.objects.get(name_en="Next forum"), host_leader=person)
    for row in (home, partner, world.person, agreement, event):
        mark(row, "note", "contacts", "own_number", "archive_number", "original_languages")

    # pieces that nobody can open, and documents on file
    for stage in (Stage.DRAFTING, Stage.FINAL_REVIEW):
        words = make_words(title=f"{MARK} {stage}", body=f"<p>{MARK}</p>")
        article = make_edition(
            "en", words=words, stage=stage, topics=[make_topic(f"{MARK}", f"hidden-{stage}")]
        ).article
        article.organisations.add(partner)
        article.agreements.add(agreement)
        article.events.add(event)
        Citation.objects.create(source=Source.objects.create(article=article), agreement=agreement)
    on_file = Source.objects.create(title=f"{MARK} cutting", kind="press", publisher=MARK, scan=scan)
    contradicting = {"stance": "contradicts", "field": "signed_on", "value": f"{MARK} day", "quote": f"{MARK} words"}
    Citation.objects.create(source=on_file, agreement=agreement, **contradicting)
    Citation.objects.create(source=on_file, event=event, value=MARK)
    shown = Source.objects.filter(article__isnull=False).order_by("pk").first()
    Citation.objects.create(source=shown, agreement=agreement, **contradicting)
    return [hidden, child, merged, secret, renewal, draft, closed, only]
