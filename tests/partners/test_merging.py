"""Merging two records of one organisation: nothing that points to them is lost, and undoing it restores everything."""

import pytest
from django.apps import apps
from django.core import serializers

from articles.models import Citation, Source
from events.models import Involvement, Participation
from newsroom.accounts.models import LogEntry
from newsroom.site.models import NavigationItem, Redirect
from partners import merging
from partners.merging import MergeRefused
from partners.models import (
    ExternalId,
    Organisation,
    OrganisationMerge,
    OrganisationRelation,
    Outcome,
    Party,
)
from tests.make import make_article, make_user
from tests.make_records import make_agreement, make_event, make_home, make_organisation, make_party, make_person

pytestmark = pytest.mark.django_db


def everything():
    """Every row of the record as it is, but for when it was changed and the mergings themselves."""
    rows = []
    for label in ("partners", "events", "articles", "site"):
        for model in apps.get_app_config(label).get_models():
            if model is not OrganisationMerge:
                rows += serializers.serialize("python", model.objects.order_by("pk"))
    for row in rows:
        row["fields"].pop("updated_at", None)
    return sorted(rows, key=lambda row: (row["model"], row["pk"]))


def point_to(organisation, number=5):
    """Rows of every kind that names an organisation, `number` of each: by every foreign key of every room."""
    for index in range(number):
        event = make_event()
        person = make_person()
        make_agreement(parties=[organisation, make_organisation()])
        make_party(make_agreement(), organisation.parent, unit=organisation)
        make_organisation(kind="unit", parent=organisation)
        make_agreement(responsible=organisation)
        Outcome.objects.create(agreement=make_agreement(), kind="joint_institute", organisation=organisation)
        Involvement.objects.create(event=event, organisation=organisation, role="host")
        Participation.objects.create(event=event, representing=organisation, role="chair")
        OrganisationRelation.objects.create(source=organisation, target=make_organisation(), kind="owns")
        person.appointments.create(organisation=organisation)
        organisation.other_names.create(value=f"Name {index}")
        OrganisationRelation.objects.create(source=make_organisation(), target=organisation, kind="owns")
        ExternalId.objects.create(organisation=organisation, scheme="grid", value=f"grid.{index}.1")
        make_organisation(status="merged", merged_into=organisation)
        make_article().organisation_links.create(organisation=organisation)
        source = Source.objects.create(title=f"Approval {index}", kind="approval")
        Citation.objects.create(source=source, organisation=organisation)
        NavigationItem.objects.create(place="header", label_en=f"Partner {index}", organisation=organisation)
        Redirect.objects.create(old=f"/partner.php?id={index}", organisation=organisation)


def every_key():
    """The foreign keys to an organisation, of all rooms; the mergings' own say what was merged and stay."""
    return {
        (model, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.related_model is Organisation and model is not OrganisationMerge
    }


@pytest.fixture
def manager():
    return make_user("officer")


@pytest.fixture
def pair():
    kept = make_organisation("Pluz Energía", kind="company", parent=make_organisation("Group", kind="company"))
    gone = make_organisation(
        "Boluz Energy S.A.", kind="company", name_zh_hans="秘鲁博路兹能源股份有限公司", parent=kept.parent
    )
    return kept, gone


def test_through_whom_a_party_acts_stays_a_part_of_it(pair, manager):
    kept, gone = pair
    agreement = make_agreement()
    make_party(agreement, gone.parent, unit=gone)
    Organisation.objects.filter(pk=kept.pk).update(parent=None)

    with pytest.raises(MergeRefused) as refused:
        merging.merge(kept, gone, by=manager)

    assert refused.value.messages == [
        "A party acts through the one that would go. First say of the other on its page that it belongs to that party."
    ]
    assert refused.value.conflicts == [agreement]


def test_fifty_references_are_kept_and_come_back(pair, manager):
    kept, gone = pair
    point_to(gone)
    before = everything()
    shown = merging.preview(gone)

    entry = merging.merge(kept, gone, by=manager)

    assert {(type(each.row), each.field.name) for each in shown} == every_key()
    assert len(shown) == len(entry.moved) == 5 * len(every_key()) >= 50
    assert merging.preview(gone) == []
    assert len(merging.preview(kept)) == len(shown) + len(["its English name", "its Chinese name", "gone itself"])

    left = merging.undo(entry, by=manager)

    assert left == []
    assert everything() == before


def test_what_is_gone_says_where_it_went_and_its_names_find_what_stays(pair, manager):
    kept, gone = pair

    merging.merge(kept, gone, by=manager)
    gone.refresh_from_db()

    assert (gone.status, gone.merged_into) == ("merged", kept)
    assert list(Organisation.objects.current().named("boluz")) == [kept]
    assert list(Organisation.objects.current().named("博路兹")) == [kept]


def test_it_is_logged_and_so_is_undoing_it(pair, manager):
    kept, gone = pair

    merging.undo(merging.merge(kept, gone, by=manager), by=manager)

    acts = (
        LogEntry.objects.filter(action__contains="merg")
        .order_by("pk")
        .values_list("action", "actor", "target_id", "details")
    )
    of_kept, of_gone = {"kept": kept.pk, "name": str(kept)}, {"gone": gone.pk, "name": str(gone)}
    names = ["other name: Boluz Energy S.A.", "other name: 秘鲁博路兹能源股份有限公司"]
    come, go = ({"rows": [f"{sign} {name}" for name in names]} for sign in "+−")
    assert list(acts) == [
        ("organisation_merged_away", manager.pk, str(gone.pk), of_kept),
        ("merge_organisations", manager.pk, str(kept.pk), of_gone | {"moved": 0, "removed": 0} | come),
        ("organisation_merging_undone", manager.pk, str(kept.pk), of_gone | go),
        ("undo_merge_organisations", manager.pk, str(gone.pk), of_kept | {"left": 0}),
    ]


def test_two_parties_of_one_agreement_are_refused_with_the_list(pair, manager):
    kept, gone = pair
    both = [make_agreement(parties=pair), make_agreement(parties=pair)]
    make_agreement(parties=[kept])
    before = everything()

    with pytest.raises(MergeRefused) as refused:
        merging.merge(kept, gone, by=manager)

    assert set(refused.value.conflicts) == set(both)
    assert refused.value.messages == ["Both are parties to the same agreement."]
    assert everything() == before


def test_what_both_have_is_kept_once_and_restored(pair, manager):
    kept, gone = pair
    event = make_event()
    for organisation in pair:
        organisation.other_names.create(value="Pluz", valid_from="2024-06-01", valid_from_precision="month")
        Involvement.objects.create(event=event, organisation=organisation, role="sponsor", position=3)
    before = everything()

    entry = merging.merge(kept, gone, by=manager)

    assert (len(entry.moved), len(entry.removed)) == (0, 2)
    assert list(event.involvements.values_list("organisation", flat=True)) == [kept.pk]
    merging.undo(entry, by=manager)
    assert everything() == before


def told(record) -> list[tuple]:
    """The history of a record: what happened, by whom, and the rows that came and went."""
    entries = LogEntry.objects.filter(target_type=record._meta.label_lower, target_id=str(record.pk)).order_by("pk")
    return [(each.action, each.actor, each.details.get("rows")) for each in entries]


def test_what_both_have_is_told_in_the_histories_that_it_goes_from_and_comes_back_to(pair, manager):
    kept, gone = pair
    event = make_event()
    for organisation in pair:
        organisation.other_names.create(value="Pluz")
        Involvement.objects.create(event=event, organisation=organisation, role="sponsor")
    gone.other_names.create(value="Boluz")
    relation = OrganisationRelation.objects.create(source=kept, target=gone, kind="related")
    old_names = ["other name: Boluz Energy S.A.", "other name: 秘鲁博路兹能源股份有限公司"]
    role, tie = (
        "organisation at an event: sponsored by · Boluz Energy S.A.",
        f"relation between organisations: {relation}",
    )

    entry = merging.merge(kept, gone, by=manager)

    assert told(event) == [("removed_by_merging", manager, [f"− {role}"])]
    assert told(gone) == [("organisation_merged_away", manager, ["− other name: Boluz", "− other name: Pluz"])]
    assert told(kept) == [
        ("removed_by_merging", manager, [f"− {tie}"]),
        ("merge_organisations", manager, ["+ other name: Boluz", *(f"+ {name}" for name in old_names)]),
    ]

    merging.undo(entry, by=manager)

    assert told(event)[1:] == [("restored_from_merging", manager, [f"+ {role}"])]
    assert told(gone)[1:] == [("undo_merge_organisations", manager, ["+ other name: Boluz", "+ other name: Pluz"])]
    assert told(kept)[2:] == [
        ("restored_from_merging", manager, [f"+ {tie}"]),
        ("organisation_merging_undone", manager, ["− other name: Boluz", *(f"− {name}" for name in old_names)]),
    ]


def test_a_relation_between_the_two_goes_and_comes_back(pair, manager):
    kept, gone = pair
    OrganisationRelation.objects.create(source=kept, target=gone, kind="related")
    OrganisationRelation.objects.create(source=gone, target=kept, kind="owns")
    before = everything()

    entry = merging.merge(kept, gone, by=manager)

    assert OrganisationRelation.objects.count() == 0
    merging.undo(entry, by=manager)
    assert everything() == before


def test_identifiers_move(pair, manager):
    kept, gone = pair
    ExternalId.objects.create(organisation=gone, scheme="wikidata", value="Q1065")

    merging.merge(kept, gone, by=manager)

    assert kept.identifiers.get().value == "Q1065"


def test_an_entry_that_no_rule_lets_move_stops_everything(pair, manager):
    kept, gone = pair
    Organisation.objects.filter(pk=gone.pk).update(parent=kept)
    agreement = make_agreement()
    make_party(agreement, kept, unit=gone)
    # it has passed to another since
    Organisation.objects.filter(pk=gone.pk).update(parent=None)
    before = everything()

    with pytest.raises(MergeRefused) as refused:
        merging.merge(kept, gone, by=manager)

    assert refused.value.conflicts == [agreement]
    assert everything() == before


def test_some_pairs_are_never_one(pair, manager):
    kept, gone = pair
    home = make_home()
    unit = make_organisation(kind="unit", parent=make_organisation(kind="school", parent=kept))
    merged = make_organisation(status="merged", merged_into=kept)

    for one, other, why in (
        (kept, kept, "Choose two different organisations."),
        (kept, home, "Our own organisation stays: merge the other one into it."),
        (kept, unit, "One of the two belongs to the other."),
        (unit, kept, "One of the two belongs to the other."),
        (kept, merged, "One of the two has been merged already."),
        (merged, gone, "One of the two has been merged already."),
    ):
        with pytest.raises(MergeRefused) as refused:
            merging.merge(one, other, by=manager)
        assert refused.value.messages == [why]


def test_merging_follows_on(pair, manager):
    kept, gone = pair
    first = make_organisation()
    merging.merge(gone, first, by=manager)

    second = merging.merge(kept, gone, by=manager)
    first.refresh_from_db()

    assert first.merged_into == kept
    merging.undo(second, by=manager)
    first.refresh_from_db()
    assert first.merged_into == gone


def test_undoing_goes_backwards_and_once(pair, manager):
    kept, gone = pair
    entry = merging.merge(kept, gone, by=manager)
    later = merging.merge(make_organisation(), kept, by=manager)

    with pytest.raises(MergeRefused, match="First undo the merging of the record that was kept"):
        merging.undo(entry, by=manager)
    merging.undo(later, by=manager)
    merging.undo(entry, by=manager)
    with pytest.raises(MergeRefused, match="This has been undone already"):
        merging.undo(entry, by=manager)


def test_undoing_leaves_what_has_been_moved_on_since(pair, manager):
    kept, gone = pair
    agreement = make_agreement(parties=[gone])
    entry = merging.merge(kept, gone, by=manager)
    other = make_organisation()
    Party.objects.filter(agreement=agreement).update(organisation=other)

    left = merging.undo(entry, by=manager)

    assert left == [{"model": "partners.party", "field": "organisation", "pk": agreement.parties.get().pk}]
    assert agreement.parties.get().organisation == other


def test_undoing_leaves_the_names_that_were_changed_or_cited_since(manager):
    kept, gone = make_organisation("Lima"), make_organisation("Boluz", name_es="Boluz S.A.", name_fr="Boluz SA")
    entry = merging.merge(kept, gone, by=manager)
    changed, cited = (kept.other_names.get(language=code) for code in ("en", "es"))
    kept.other_names.filter(pk=changed.pk).update(kind="former")
    source = Source.objects.create(title="Register", kind="approval")
    citation = Citation.objects.create(source=source, organisation_name=cited)

    left = merging.undo(entry, by=manager)

    assert left == [{"model": "partners.organisationname", "pk": row.pk} for row in (changed, cited)]
    assert set(kept.other_names.all()) == {changed, cited}
    assert Citation.objects.get() == citation


def test_undoing_is_refused_where_something_new_stands_in_the_way(pair, manager):
    kept, gone = pair
    gone.other_names.create(value="Boluz")
    entry = merging.merge(kept, gone, by=manager)
    gone.other_names.create(value="Boluz")

    with pytest.raises(MergeRefused, match="What was entered since stands in the way of undoing this"):
        merging.undo(entry, by=manager)

    gone.refresh_from_db()
    assert gone.status == "merged"
