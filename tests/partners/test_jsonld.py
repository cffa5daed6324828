"""Organisations and agreements for machines: whole graphs, as the pages carry them."""

import datetime
import json
import re

import pytest
from django.utils import timezone

from newsroom.shared import jsonld
from partners.jsonld import address
from partners.models import Outcome, Signatory
from tests.make_records import make_agreement, make_home, make_organisation, make_party, make_person, make_place

pytestmark = pytest.mark.django_db

SITE = "http://testserver"


def graph_of(client, path):
    """What a machine reads: the block's own text, unescaped by JSON alone."""
    response = client.get(path)
    assert response.status_code == 200
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.S)
    assert not set("<>&") & set(block)
    return json.loads(block)


def way(title, path, *, list_name, list_path):
    """The breadcrumbs of a record's page."""
    steps = [("International Office", "/en/"), (list_name, list_path), (title, path)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": f"{SITE}{item}"}
            for number, (name, item) in enumerate(steps, start=1)
        ],
    }


def test_a_partner_is_an_organisation_with_its_names_ids_place_and_parts(client):
    lima = make_place("Lima", region="PE")
    system = make_organisation("University System", kind="association")
    names = [("acronym", "es", "UNMSM"), ("as_reported", "en", "San Marcos of Peru"), ("wrong", "en", "Saint Mark")]
    partner = make_organisation(
        "San Marcos & Sons",
        name_zh_hans="圣马尔科斯大学",
        place=lima,
        parent=system,
        website="https://unmsm.edu.pe/",
        established="1551",
        others=names,
    )
    partner.identifiers.create(scheme="ror", value="006vs7897")
    partner.identifiers.create(scheme="wikidata", value="Q1")
    partner.identifiers.create(scheme="pic", value="999880560")
    faculty = make_organisation("Faculty", kind="unit", parent=partner)
    make_organisation("Secret Faculty", kind="unit", parent=partner, public=False)
    path = f"/en/partners/{partner.pk}-san-marcos-sons/"

    assert graph_of(client, path) == {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "CollegeOrUniversity",
                "@id": f"{SITE}/#organisation-{partner.pk}",
                "name": "San Marcos & Sons",
                "url": f"{SITE}{path}",
                "mainEntityOfPage": {"@type": "WebPage", "@id": f"{SITE}{path}", "inLanguage": "en"},
                "alternateName": ["圣马尔科斯大学", "UNMSM", "San Marcos of Peru"],
                "sameAs": [
                    "https://unmsm.edu.pe/",
                    "https://ror.org/006vs7897",
                    "https://www.wikidata.org/wiki/Q1",
                ],
                "identifier": {
                    "@type": "PropertyValue",
                    "propertyID": "European participant code (PIC)",
                    "value": "999880560",
                },
                "foundingDate": "1551",
                "address": {"@type": "PostalAddress", "addressLocality": "Lima", "addressCountry": "PE"},
                "parentOrganization": {
                    "@type": "Organization",
                    "@id": f"{SITE}/#organisation-{system.pk}",
                    "name": "University System",
                    "url": f"{SITE}/en/partners/{system.pk}-university-system/",
                },
                "subOrganization": {
                    "@type": "Organization",
                    "@id": f"{SITE}/#organisation-{faculty.pk}",
                    "name": "Faculty",
                    "url": f"{SITE}/en/partners/{faculty.pk}-faculty/",
                },
            },
            way("San Marcos & Sons", path, list_name="Partners", list_path="/en/partners/"),
        ],
    }


def test_an_agreement_is_an_action_of_its_parties_with_the_document_as_its_object(client):
    home, partner = make_home(), make_organisation("San Marcos", region="HK")
    agreement = make_agreement(
        "Pact",
        title_zh_hans="协议",
        kind="cooperation",
        signed="2025-09",
        signed_at=make_place("Beijing", latitude=39.9, longitude=116.4),
    )
    agreement.further_kinds.create(kind="joint_institute")
    signing, other = make_party(agreement, home, position=0), make_party(agreement, partner, position=1)
    make_party(agreement, make_organisation("Secret", public=False), position=2)
    observer = make_party(agreement, make_organisation("Ministry", kind="government"), role="observer", position=3)
    Signatory.objects.create(
        party=signing,
        person=make_person("ZHANG Xichun", name_zh_hans="章熙春"),
        title_as_printed_en="Chancellor",
        title_as_printed_zh_hans="党委书记",
    )
    Signatory.objects.create(party=other, person=make_person("Secret Person", public=False))
    Signatory.objects.create(party=other, capacity="witness", name_as_reported="B. Lund")
    academy = make_organisation("Academy", kind="joint_institute")
    Outcome.objects.create(agreement=agreement, kind="joint_institute", organisation=academy)
    Outcome.objects.create(agreement=agreement, kind="project", description_en="A bridge", status="dropped")
    path = f"/en/agreements/{agreement.pk}-pact/"
    scut = {
        "@type": "CollegeOrUniversity",
        "@id": f"{SITE}/#organisation-{home.pk}",
        "name": "South China University of Technology",
        "url": f"{SITE}/en/partners/{home.pk}-south-china-university-of-technology/",
    }

    assert graph_of(client, path) == {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "Action",
                "@id": f"{SITE}/#agreement-{agreement.pk}",
                "name": "Pact",
                "url": f"{SITE}{path}",
                "mainEntityOfPage": {"@type": "WebPage", "@id": f"{SITE}{path}", "inLanguage": "en"},
                "agent": [
                    scut,
                    {
                        "@type": "CollegeOrUniversity",
                        "@id": f"{SITE}/#organisation-{partner.pk}",
                        "name": "San Marcos",
                        "url": f"{SITE}/en/partners/{partner.pk}-san-marcos/",
                    },
                ],
                "participant": [
                    {
                        "@type": "Person",
                        "name": "ZHANG Xichun",
                        "alternateName": "章熙春",
                        "jobTitle": ["Chancellor", "党委书记"],
                        "affiliation": scut,
                    },
                    {
                        "@type": "GovernmentOrganization",
                        "@id": f"{SITE}/#organisation-{observer.organisation_id}",
                        "name": "Ministry",
                        "url": f"{SITE}/en/partners/{observer.organisation_id}-ministry/",
                    },
                ],
                "object": {
                    "@type": "CreativeWork",
                    "name": "Pact",
                    "alternateName": "协议",
                    "genre": ["Cooperation agreement", "Joint institute"],
                },
                "result": {
                    "@type": "Organization",
                    "@id": f"{SITE}/#organisation-{academy.pk}",
                    "name": "Academy",
                    "url": f"{SITE}/en/partners/{academy.pk}-academy/",
                },
                "startTime": "2025-09",
                "location": {
                    "@type": "Place",
                    "name": "Beijing",
                    "address": {"@type": "PostalAddress", "addressLocality": "Beijing", "addressCountry": "CN"},
                    "geo": {"@type": "GeoCoordinates", "latitude": 39.9, "longitude": 116.4},
                },
                "actionStatus": "https://schema.org/CompletedActionStatus",
            },
            way("Pact", path, list_name="Agreements", list_path="/en/agreements/"),
        ],
    }


def test_an_action_is_done_once_it_is_signed_and_failed_once_it_is_abandoned(client):
    tomorrow = timezone.localdate() + datetime.timedelta(days=2)
    expected = {
        "Completed": {"signed": "2025-09-27"},
        "Potential": {"signed": tomorrow},
        "PotentialAction": {"stage": "negotiating"},
        "Failed": {"stage": "abandoned"},
    }
    for status, fields in expected.items():
        agreement = make_agreement("Pact", **fields)
        node = graph_of(client, f"/en/agreements/{agreement.pk}-pact/")["@graph"][0]
        assert node["actionStatus"] == f"https://schema.org/{status.removesuffix('Action')}ActionStatus"


def test_hong_kong_macao_and_taiwan_are_regions_of_china_and_no_countries():
    assert {region: address(region) for region in ("HK", "MO", "TW", "PE", "GL", "")} == {
        "HK": {"@type": "PostalAddress", "addressRegion": "Hong Kong, China", "addressCountry": "CN"},
        "MO": {"@type": "PostalAddress", "addressRegion": "Macao, China", "addressCountry": "CN"},
        "TW": {"@type": "PostalAddress", "addressRegion": "Taiwan, China", "addressCountry": "CN"},
        "PE": {"@type": "PostalAddress", "addressCountry": "PE"},
        "GL": {"@type": "PostalAddress", "addressRegion": "Greenland"},
        "": {},
    }


def test_no_name_can_end_the_block(client):
    agreement = make_agreement("</script><script>alert(1)</script><!-- & ]]>")

    node = graph_of(client, f"/en/agreements/{agreement.pk}-{agreement.slug}/")["@graph"][0]

    assert node["name"] == "</script><script>alert(1)</script><!-- & ]]>"
    assert str(jsonld.script([{"name": "<&>"}])) == (
        '<script type="application/ld+json">{"@context": "https://schema.org", '
        '"@graph": [{"name": "\\u003C\\u0026\\u003E"}]}</script>'
    )
