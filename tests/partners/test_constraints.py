"""Each rule of the record broken directly: refused by the constraint meant for it."""

import datetime

import pytest
from django.db.models import ProtectedError

from partners.models import (
    Agreement,
    AgreementDocument,
    AgreementRelation,
    Appointment,
    ExternalId,
    FurtherKind,
    Milestone,
    Organisation,
    OrganisationMerge,
    OrganisationRelation,
    Outcome,
    Party,
    Person,
    Place,
    Signatory,
)
from tests.make_records import make_agreement, make_organisation, make_party, make_person, make_place
from tests.refused import form_refuses, refused_by

pytestmark = pytest.mark.django_db
DAY = datetime.date(2025, 9, 27)
SECOND = datetime.date(2025, 9, 2)


def change(row, **values):
    """By the door that no form guards."""
    type(row).objects.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"kind": "club"}, "organisation_kind_known"),
        ({"status": "lost"}, "organisation_status_known"),
        ({"visibility": "secret"}, "organisation_visibility_known"),
        ({"region": ""}, "organisation_domicile_or_none"),
        ({"domicile": "international"}, "organisation_domicile_or_none"),
        ({"domicile": "somewhere", "region": ""}, "organisation_domicile_or_none"),
        ({"kind": "unit"}, "organisation_unit_has_parent"),
        ({"status": "merged"}, "organisation_merged_into_another"),
        ({"established_on": DAY}, "organisation_established_on_span"),
        ({"established_on_precision": "day"}, "organisation_established_on_span"),
        ({"established_on": DAY, "established_on_precision": "year"}, "organisation_established_on_span"),
        ({"established_on": SECOND, "established_on_precision": "month"}, "organisation_established_on_span"),
        ({"established_on": DAY, "established_on_precision": "hour"}, "organisation_established_on_span"),
        (
            {"established_on": datetime.date(900, 1, 1), "established_on_precision": "day"},
            "organisation_established_on_span",
        ),
        ({"region": "XX"}, "partners_organisation_region_is_known"),
        ({"region": "pe"}, "partners_organisation_region_is_known"),
    ],
)
def test_an_organisation_is_refused(values, constraint):
    organisation = make_organisation()

    with refused_by(constraint):
        change(organisation, **values)


def test_an_unknown_country_is_refused_on_the_way_in_too():
    with refused_by("partners_organisation_region_is_known"):
        make_organisation(region="ZZ")
    with refused_by("partners_place_region_is_known"):
        make_place(region="ZZ")
    with form_refuses("Value 'ZZ' is not a valid choice."):
        Organisation(region="ZZ").full_clean()


def test_an_organisation_neither_belongs_to_itself_nor_is_merged_into_itself():
    organisation = make_organisation()

    with refused_by("organisation_parent_not_itself"):
        change(organisation, parent=organisation)
    with refused_by("organisation_merged_into_not_itself"):
        change(organisation, status="merged", merged_into=organisation)
    with refused_by("organisation_merged_into_another"):
        change(organisation, merged_into=make_organisation())


def test_there_is_one_home_organisation():
    make_organisation(is_home=True)

    with refused_by("organisation_one_home", "partners_organisation.is_home"):
        make_organisation(is_home=True)
    with form_refuses("Another organisation is marked as our own already."):
        Organisation(is_home=True, region="PE").full_clean()


def test_an_organisation_does_not_belong_to_its_own_unit():
    university = make_organisation()
    college = make_organisation(kind="unit", parent=university)
    university.parent = college

    with form_refuses("This organisation lies below the one that it would belong to."):
        university.full_clean()


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"value": ""}, "organisation_name_value_filled"),
        ({"kind": "nickname"}, "organisation_name_kind_known"),
        ({"valid_from": DAY}, "organisation_name_valid_from_span"),
        ({"valid_to": DAY}, "organisation_name_valid_to_span"),
        (
            {
                "valid_from": DAY,
                "valid_from_precision": "day",
                "valid_to": SECOND,
                "valid_to_precision": "day",
            },
            "organisation_name_valid_to_after_valid_from",
        ),
    ],
)
def test_another_name_is_refused(values, constraint):
    name = make_organisation().other_names.create(value="UNMSM", kind="acronym")

    with refused_by(constraint):
        change(name, **values)


def test_a_name_may_end_in_the_year_in_which_it_began():
    make_organisation().other_names.create(
        value="Old name",
        kind="former",
        valid_from=DAY,
        valid_from_precision="day",
        valid_to=datetime.date(2025, 1, 1),
        valid_to_precision="year",
    )


def test_a_name_stands_there_once():
    organisation = make_organisation(others=[("alias", "en", "San Marcos")])

    with refused_by(
        "organisation_name_once",
        *(f"partners_organisationname.{each}" for each in ("organisation_id", "language", "kind", "value")),
    ):
        organisation.other_names.create(kind="alias", language="en", value="San Marcos")
    organisation.other_names.create(kind="wrong", language="en", value="San Marcos")


def test_persons_have_the_same_rules_for_names():
    person = make_person()

    with refused_by("person_name_value_filled"):
        person.other_names.create(value="")
    with refused_by("person_visibility_known"):
        change(person, visibility="secret")


def test_a_relation_is_to_another_and_stands_there_once():
    one, other = make_organisation(), make_organisation()
    relation = OrganisationRelation.objects.create(source=one, target=other, kind="owns")

    with refused_by(
        "organisation_relation_once",
        *(f"partners_organisationrelation.{each}" for each in ("source_id", "target_id", "kind")),
    ):
        OrganisationRelation.objects.create(source=one, target=other, kind="owns")
    with refused_by("organisation_relation_to_another"):
        change(relation, target=one)
    with refused_by("organisation_relation_kind_known"):
        change(relation, kind="envies")
    with refused_by("organisation_relation_valid_to_after_valid_from"):
        change(relation, valid_from=DAY, valid_from_precision="day", valid_to=SECOND, valid_to_precision="day")


@pytest.mark.parametrize(
    ("scheme", "value", "constraint"),
    [
        ("ror", "1530pts50", "external_id_ror_shape"),
        ("ror", "0530pts5", "external_id_ror_shape"),
        ("ror", "0530PTS50", "external_id_ror_shape"),
        ("ror", "https://ror.org/0530pts50", "external_id_ror_shape"),
        ("wikidata", "1065", "external_id_wikidata_shape"),
        ("isni", "0000 0001 2146 438X", "external_id_isni_shape"),
        ("orcid", "0000000218250097", "external_id_orcid_shape"),
        ("lei", "506700", "external_id_lei_shape"),
        ("uscc", "9135", "external_id_uscc_shape"),
        ("pic", "12345678", "external_id_pic_shape"),
        ("passport", "12345678", "external_id_scheme_known"),
        ("grid", "", "external_id_value_filled"),
    ],
)
def test_a_malformed_identifier_is_refused(scheme, value, constraint):
    with refused_by(constraint):
        make_organisation().identifiers.create(scheme=scheme, value=value)


def test_a_form_says_what_is_wrong_with_an_identifier():
    identifier = ExternalId(organisation=make_organisation(), scheme="ror", value="https://ror.org/0530pts51")

    with form_refuses("The check digits of “0530pts51” are wrong: a character of this ROR identifier is mistyped."):
        identifier.full_clean()


def test_an_identifier_belongs_to_one_record_only():
    organisation, person = make_organisation(), make_person()
    organisation.identifiers.create(scheme="ror", value="0530pts50")

    with refused_by("external_id_once", "partners_externalid.scheme", "partners_externalid.value"):
        make_organisation().identifiers.create(scheme="ror", value="0530pts50")
    with refused_by("external_id_one_target"):
        ExternalId.objects.create(organisation=organisation, person=person, scheme="isni", value="000000012146438X")
    with refused_by("external_id_one_target"):
        ExternalId.objects.create(scheme="isni", value="000000012146438X")


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"post": "king"}, "appointment_post_known"),
        ({"started_on_precision": ""}, "appointment_started_on_span"),
        ({"ended_on": SECOND, "ended_on_precision": "day"}, "appointment_ended_on_after_started"),
        ({"attested_on": SECOND}, "appointment_attested_within"),
    ],
)
def test_an_appointment_is_refused(values, constraint):
    appointment = Appointment.objects.create(
        person=make_person(), organisation=make_organisation(), started_on=DAY, started_on_precision="day"
    )

    with refused_by(constraint):
        change(appointment, **values)


def test_an_appointment_stands_there_once():
    fields = {
        "person": make_person(),
        "organisation": make_organisation(),
        "started_on": DAY,
        "started_on_precision": "day",
    }
    Appointment.objects.create(**fields)

    with refused_by(
        "appointment_once",
        *(f"partners_appointment.{each}" for each in ("person_id", "organisation_id", "post", "started_on")),
    ):
        Appointment.objects.create(**fields)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"latitude": 1}, "place_coordinates"),
        ({"latitude": 91, "longitude": 0}, "place_coordinates"),
        ({"region": ""}, "place_region_filled"),
    ],
)
def test_a_place_is_refused(values, constraint):
    place = make_place()

    with refused_by(constraint):
        change(place, **values)


def days(**fields):
    """effective_on=… with its precision."""
    return {key: value for name, day in fields.items() for key, value in ((name, day), (f"{name}_precision", "day"))}


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"kind": "treaty"}, "agreement_kind_known"),
        ({"level": "world"}, "agreement_level_known"),
        ({"scope": "all"}, "agreement_scope_known"),
        ({"binding": "maybe"}, "agreement_binding_known"),
        ({"visibility": "secret"}, "agreement_visibility_known"),
        ({"stage": "expired", "signed_on": None, "signed_on_precision": ""}, "agreement_stage_known"),
        ({"effective_rule": "soon"}, "agreement_effective_rule_known"),
        ({"term": "long"}, "agreement_term_known"),
        ({"renewal": "yes"}, "agreement_renewal_known"),
        ({"signed_on_precision": ""}, "agreement_signed_on_span"),
        ({"effective_on": DAY}, "agreement_effective_on_span"),
        ({"terminated_on": DAY}, "agreement_terminated_on_span"),
        ({"term": "fixed", "expires_on": DAY}, "agreement_expires_on_span"),
        ({"stage": "proposed"}, "agreement_dates_of_signed_ones"),
        ({"term": "fixed"}, "agreement_fixed_term_has_last_day"),
        (days(expires_on=DAY), "agreement_fixed_term_has_last_day"),
        ({"effective_rule": "fixed_date"}, "agreement_fixed_date_is_given"),
        ({"term": "fixed", **days(effective_on=DAY, expires_on=SECOND)}, "agreement_expires_on_after_effective"),
        (
            {"term": "fixed", "effective_rule": "on_signature", **days(expires_on=SECOND)},
            "agreement_expires_on_after_signed",
        ),
        (days(terminated_on=SECOND), "agreement_terminated_on_after_signed"),
        ({"notice_months": 61}, "agreement_notice_in_reason"),
    ],
)
def test_an_agreement_is_refused(values, constraint):
    agreement = make_agreement(signed=DAY)

    with refused_by(constraint):
        change(agreement, **values)


def test_an_agreement_neither_renews_itself_nor_stands_under_itself():
    agreement = make_agreement()

    with refused_by("agreement_renews_not_itself"):
        change(agreement, renews=agreement)
    with refused_by("agreement_umbrella_not_itself"):
        change(agreement, umbrella=agreement)


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("renews", "This agreement is renewed, sooner or later, by the one that it would renew."),
        ("umbrella", "The general agreement stands under this one."),
    ],
)
def test_renewals_and_general_agreements_do_not_go_round_in_a_circle(field, message):
    first = make_agreement()
    third = make_agreement(**{field: make_agreement(**{field: first})})
    setattr(first, field, third)

    with form_refuses(message):
        first.full_clean()


def test_a_party_acts_through_a_part_of_itself():
    university = make_organisation("Norvale")
    institute = make_organisation("Institute", kind="unit", parent=make_organisation(kind="unit", parent=university))
    stranger = make_organisation("School of elsewhere", kind="unit", parent=make_organisation())
    party = make_party(make_agreement(), university, unit=institute)
    party.full_clean()

    party.unit = stranger
    with form_refuses(
        "“School of elsewhere” is no part of “Norvale”. Choose a unit of it, or say on its page what it belongs to."
    ):
        party.full_clean()
    with refused_by("partners_party_unit_belongs"):
        party.save()
    with refused_by("partners_party_unit_belongs"):
        make_party(make_agreement(), university, unit=stranger)


def test_a_unit_that_has_passed_to_another_stays_where_it_acted():
    university = make_organisation()
    institute = make_organisation(kind="unit", parent=university)
    party = make_party(make_agreement(), university, unit=institute)
    change(institute, parent=make_organisation())

    party.refresh_from_db()
    party.position = 3
    party.full_clean()
    party.save()

    assert Party.objects.get().position == 3


def test_an_agreement_is_renewed_by_one():
    first = make_agreement()
    make_agreement(renews=first)

    with refused_by("partners_agreement_renews_id_key", "partners_agreement.renews_id"):
        make_agreement(renews=first)


def test_our_number_is_given_once():
    make_agreement(own_number="2025-17")
    make_agreement()
    make_agreement()

    with refused_by("agreement_own_number_once", "partners_agreement.own_number"):
        make_agreement(own_number="2025-17")


def test_an_agreement_may_end_in_the_year_in_which_it_takes_effect():
    make_agreement(signed=DAY, effective=DAY, expires="2025")


def test_an_agreement_may_end_in_the_year_in_which_it_is_signed_and_before_it_where_it_took_effect_earlier():
    make_agreement(signed=DAY, expires="2025", effective_rule="on_signature")
    make_agreement(signed=DAY, expires=SECOND, effective=SECOND, effective_rule="on_signature")
    make_agreement(signed=DAY, expires=SECOND)


def test_kinds_and_relations_of_agreements_are_known_and_stand_there_once():
    one, other = make_agreement(), make_agreement()
    FurtherKind.objects.create(agreement=one, kind="joint_lab")
    relation = AgreementRelation.objects.create(source=one, target=other, kind="amends")

    with refused_by("further_kind_once", "partners_furtherkind.agreement_id", "partners_furtherkind.kind"):
        FurtherKind.objects.create(agreement=one, kind="joint_lab")
    with refused_by("further_kind_kind_known"):
        FurtherKind.objects.create(agreement=one, kind="poem")
    with refused_by(
        "agreement_relation_once",
        *(f"partners_agreementrelation.{each}" for each in ("source_id", "target_id", "kind")),
    ):
        AgreementRelation.objects.create(source=one, target=other, kind="amends")
    with refused_by("agreement_relation_to_another"):
        change(relation, target=one)
    with refused_by("agreement_relation_kind_known"):
        change(relation, kind="envies")


def test_that_two_agreements_are_possibly_the_same_is_said_of_one_of_them():
    one, other = make_agreement(), make_agreement()
    AgreementRelation.objects.create(source=one, target=other, kind="possibly_same").full_clean()

    with form_refuses("The other agreement is possibly the same as this one: that is on record already."):
        AgreementRelation(source=other, target=one, kind="possibly_same").full_clean()
    AgreementRelation(source=other, target=one, kind="related").full_clean()
    third = make_agreement()
    AgreementRelation.objects.create(source=other, target=third, kind="possibly_same")
    with form_refuses("The other agreement is possibly the same as this one: that is on record already."):
        AgreementRelation(source=third, target=one, kind="possibly_same").full_clean()


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"role": "guest"}, "party_role_known"),
        ({"side": "Z"}, "party_side_known"),
        ({"own_signed_on": DAY}, "party_own_signed_on_span"),
        ({"joined_on": DAY}, "party_joined_on_span"),
        ({"in_force_on": DAY}, "party_in_force_on_span"),
        ({"withdrew_on": DAY}, "party_withdrew_on_span"),
        (days(joined_on=DAY, withdrew_on=SECOND), "party_withdrew_on_after_joined"),
    ],
)
def test_a_party_is_refused(values, constraint):
    party = make_party(make_agreement())

    with refused_by(constraint):
        change(party, **values)


def test_a_party_stands_there_once_and_stays_in_its_agreement():
    organisation = make_organisation()
    agreement = make_agreement(parties=[organisation])

    with refused_by("party_once", "partners_party.agreement_id", "partners_party.organisation_id"):
        make_party(agreement, organisation)
    with refused_by("party_unit_is_another"):
        change(agreement.parties.get(), unit=organisation)
    with refused_by("partners_party_agreement_stays"):
        change(agreement.parties.get(), agreement=make_agreement())


def test_a_party_has_a_day_of_its_own_only_where_it_differs():
    party = make_party(make_agreement(signed=DAY), own_signed=DAY)

    with form_refuses("This is the agreement's own day: leave it empty."):
        party.full_clean()
    assert str(make_party(make_agreement(signed=DAY), own_signed="2025-10").signed) == "2025-10"
    assert str(make_party(make_agreement(signed=DAY)).signed) == "2025-09-27"


def test_a_signatory_is_refused():
    party, person = make_party(make_agreement()), make_person()
    signatory = Signatory.objects.create(party=party, person=person)
    strange = Appointment.objects.create(person=make_person(), organisation=party.organisation)

    with refused_by("signatory_capacity_known"):
        change(signatory, capacity="fan")
    with refused_by("signatory_mode_known"):
        change(signatory, mode="by dream")
    with refused_by(
        "signatory_once", *(f"partners_signatory.{each}" for each in ("party_id", "person_id", "capacity"))
    ):
        Signatory.objects.create(party=party, person=person)
    with refused_by("signatory_proxy_for_somebody"):
        change(signatory, on_behalf_of=make_person())
    with refused_by("signatory_proxy_is_another"):
        change(signatory, on_behalf_of=person, capacity="proxy")
    with refused_by("partners_signatory_appointment_belongs"):
        change(signatory, appointment=strange)


def test_one_signatory_of_a_party_may_be_unknown():
    party = make_party(make_agreement())
    Signatory.objects.create(party=party)
    Signatory.objects.create(party=party, name_as_reported="the Rector")

    with refused_by("signatory_one_unknown", "partners_signatory.party_id", "partners_signatory.capacity"):
        Signatory.objects.create(party=party)


def test_a_milestone_is_refused():
    agreement = make_agreement()
    milestone = Milestone.objects.create(agreement=agreement, act="unveiled", not_after=DAY)

    with refused_by("milestone_has_a_time"):
        change(milestone, not_after=None)
    with refused_by("milestone_act_known"):
        change(milestone, act="forgotten")
    with refused_by("milestone_happened_on_span"):
        change(milestone, happened_on=DAY)
    with refused_by("partners_milestone_party_belongs"):
        change(milestone, party=make_party(make_agreement()))


def test_an_outcome_is_refused():
    agreement, academy = make_agreement(), make_organisation(kind="joint_institute")
    outcome = Outcome.objects.create(agreement=agreement, kind="joint_institute", organisation=academy)
    Outcome.objects.create(agreement=agreement, kind="project", description_zh_hans="联合培养")

    with refused_by("outcome_is_something"):
        Outcome.objects.create(agreement=agreement, kind="project", description_en="")
    with refused_by("outcome_is_something"):
        Outcome.objects.create(agreement=agreement, kind="project")
    with refused_by("outcome_kind_known"):
        change(outcome, kind="dream")
    with refused_by("outcome_status_known"):
        change(outcome, status="lost")
    with refused_by("outcome_is_another_agreement"):
        change(outcome, launches=agreement)
    with refused_by("outcome_once", "partners_outcome.agreement_id", "partners_outcome.organisation_id"):
        Outcome.objects.create(agreement=agreement, kind="other", organisation=academy)


def test_a_document_is_refused():
    fields = {"agreement": make_agreement(), "sha256": "0" * 64, "extension": "pdf", "size": 1}
    document = AgreementDocument.objects.create(**fields)

    with refused_by(
        "agreement_document_once", "partners_agreementdocument.agreement_id", "partners_agreementdocument.sha256"
    ):
        AgreementDocument.objects.create(**fields)
    with refused_by("agreement_document_kind_known"):
        change(document, kind="poem")
    with refused_by("agreement_document_visibility_known"):
        change(document, visibility="secret")
    with refused_by("agreement_document_sha256_filled"):
        change(document, sha256="")


def test_a_merging_is_of_two_and_undone_before_it_is_done_again():
    one, other = make_organisation(), make_organisation()
    OrganisationMerge.objects.create(kept=one, gone=other, previous_status="active")

    with refused_by("organisation_merge_of_two"):
        OrganisationMerge.objects.create(kept=one, gone=one, previous_status="active")
    with refused_by("organisation_merge_once", "partners_organisationmerge.gone_id"):
        OrganisationMerge.objects.create(kept=one, gone=other, previous_status="active")


def test_what_is_in_use_is_not_deleted():
    place, person, organisation = make_place(), make_person(), make_organisation(place=None)
    agreement = make_agreement(parties=[organisation], signed_at=place)
    Signatory.objects.create(party=agreement.parties.get(), person=person)

    for row in (place, person, organisation):
        with pytest.raises(ProtectedError):
            row.delete()
    assert Place.objects.count() == Person.objects.count() == 1


def test_an_agreement_goes_with_its_parties_but_not_with_its_documents_on_file():
    agreement = make_agreement(parties=[make_organisation(), make_organisation()])
    document = agreement.documents.create(sha256="0" * 64, extension="pdf", size=1)

    with pytest.raises(ProtectedError):
        agreement.delete()

    document.delete()
    agreement.delete()
    assert (Agreement.objects.count(), Party.objects.count(), Organisation.objects.count()) == (0, 0, 2)


def test_everything_is_internal_until_it_is_made_public():
    assert [
        model._meta.get_field("visibility").default for model in (Organisation, Person, Agreement, AgreementDocument)
    ] == ["internal"] * 4
