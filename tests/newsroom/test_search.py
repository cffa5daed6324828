"""What readers find, in which order, and that it is what they may see: through every door, at every moment."""

import datetime

import pytest

from newsroom.shared.languages import public_languages
from newsroom.shared.searchindex.find import find
from newsroom.shared.searchindex.models import SearchEntry
from newsroom.shared.searchindex.query import Query
from partners.search import accepted_names
from tests.make import make_article, make_edition, make_topic, make_words, publish
from tests.make_records import (
    make_agreement,
    make_event,
    make_home,
    make_organisation,
    make_place,
    make_session,
)

pytestmark = pytest.mark.django_db


def entries(language="", **fields) -> list[tuple]:
    """The index without its row numbers, as it is and as it would be made now."""
    names = [each.attname for each in SearchEntry._meta.concrete_fields if not each.primary_key]
    return sorted(map(repr, SearchEntry.objects.values_list(*names)))


def titles(text: str, language="en", *, at=None, **filters) -> list[str]:
    """The titles that a reader of a language finds."""
    wanted = {name: frozenset([value]) for name, value in filters.items()} | {"language": frozenset([language])}
    query = Query(text, tuple(public_languages()), accepted_names(text))
    found = find(query, languages=public_languages(), filters=wanted, at=at)
    hits = [entry.wording.title for entry in found.entries]
    assert found.count == len(hits)
    return hits


@pytest.fixture
def content():
    """A little of what an office has: one conference, its partners and documents, and news of it in three languages."""
    lima = make_place("Lima", "PE", name_zh_hans="利马")
    home = make_home(
        others=[("acronym", "", "SCUT"), ("alias", "zh-hans", "华工"), ("wrong", "en", "South China Tech")]
    )
    san_marcos = make_organisation(
        "National University of San Marcos", name_zh_hans="圣马尔科斯国立大学", name_es="Universidad Nacional Mayor de San Marcos",
        place=lima, others=[("acronym", "", "UNMSM"), ("as_reported", "en", "Saint Mark's University")],
    )  # fmt: skip
    make_organisation("Hidden Institute", name_zh_hans="隐藏研究所", public=False)
    make_organisation("State University of Ponta Grossa", name_es="Universidad Estatal de Ponta Grossa", region="BR")
    agreement = make_agreement(
        "Agreement on the China-Peru Academy", title_zh_hans="中国-秘鲁学院协议", parties=[home, san_marcos]
    )
    make_agreement("Secret protocol on submarines", parties=[home, san_marcos], public=False)
    event = make_event("Conference for Training Excellent Engineers", name_zh_hans="卓越工程师培养国际会议")
    make_session(event, name_en="Green energy", kind="main", number=1)
    peru = make_article(dated_on=datetime.date(2025, 9, 29), topics=[make_topic()])
    for language, title, body in [
        ("zh-hans", "华南理工大学与秘鲁高校签约", "<p>九月二十七日，华南理工大学在北京与圣马尔科斯国立大学签署合作协议，培养卓越工程师。</p>"),
        ("en", "SCUT signs agreements in Beijing", "<p>The universities will train excellent engineers. Café talks followed.</p>"),
        ("es", "La SCUT firma un convenio en Pekín", "<p>Las universidades formarán ingenieros. La cooperación continúa.</p>"),
    ]:  # fmt: skip
        publish(language, article=peru, words=make_words(title, body))
    publish("en", words=make_words("Visit to a laboratory", "<p>A professor of engineering visited SCUT.</p>"),
            dated_on=datetime.date(2024, 5, 6))  # fmt: skip
    publish(
        "zh-hans",
        words=make_words("中文角第一百期", "<p>留学生参加，学说普通话。</p>"),
        dated_on=datetime.date(2023, 3, 1),
    )
    publish("en", kind="notice", words=make_words("Office hours", "<p>Closed on 1 May 2024.</p>"),
            dated_on=datetime.date(2024, 4, 20))  # fmt: skip
    publish("ar", words=make_words("زيارة إلى الجامعة", "<p>وقّعت الجامعات اتفاقيات للتعاون.</p>"))
    make_edition("en", words=make_words("Draft about submarines", "<p>Nobody has read this.</p>"))
    return {"agreement": agreement, "event": event, "home": home, "san_marcos": san_marcos}


ACADEMY, CONFERENCE = "Agreement on the China-Peru Academy", "Conference for Training Excellent Engineers"
SCUT, HOME, LAB = "SCUT signs agreements in Beijing", "South China University of Technology", "Visit to a laboratory"
SAN_MARCOS, PONTA = "National University of San Marcos", "State University of Ponta Grossa"
HOME_ZH, SIGNING_ZH, CORNER = "华南理工大学", "华南理工大学与秘鲁高校签约", "中文角第一百期"
ACADEMY_ZH, CONFERENCE_ZH, SAN_MARCOS_ZH = "中国-秘鲁学院协议", "卓越工程师培养国际会议", "圣马尔科斯国立大学"
FIRST_HITS = [
    # English and its inflections
    ("en", "agreements", [SCUT, ACADEMY]),
    ("en", "agreement", [ACADEMY, SCUT]),
    ("en", "signing", [SCUT]),
    ("en", "engineer", [CONFERENCE, SCUT, LAB]),
    ("en", "train engineers", [CONFERENCE, SCUT]),
    ("en", "visiting laboratories", [LAB]),
    ("en", "confer", [CONFERENCE]),  # the beginning of a word
    # accents, case, width
    ("en", "cafe", [SCUT]),
    ("en", "CAFÉ", [SCUT]),
    ("en", "ｓｃｕｔ", [HOME, SCUT, ACADEMY, LAB]),
    ("es", "cooperacion", ["La SCUT firma un convenio en Pekín"]),
    ("es", "convenios", ["La SCUT firma un convenio en Pekín"]),
    # Chinese, one to many characters
    ("zh-hans", "秘", [SIGNING_ZH, ACADEMY_ZH, SAN_MARCOS_ZH]),
    ("zh-hans", "签约", [SIGNING_ZH]),
    ("zh-hans", "留学生", [CORNER]),
    ("zh-hans", "普通话", [CORNER]),
    ("zh-hans", "卓越工程", [CONFERENCE_ZH, SIGNING_ZH]),
    ("zh-hans", "华南理工", [HOME_ZH, SIGNING_ZH, ACADEMY_ZH]),
    ("zh-hans", "理工科", []),  # 理工 is there, 工科 is not
    # names: in other languages, acronyms, as reported, wrong, and all names for one
    ("en", "San Marcos", [SAN_MARCOS, ACADEMY]),
    ("en", "圣马尔科斯国立大学", [SAN_MARCOS, ACADEMY]),
    ("en", "unmsm", [SAN_MARCOS, ACADEMY]),
    ("en", "Saint Mark's University", [SAN_MARCOS, ACADEMY]),
    ("en", "South China Tech", [HOME, SCUT, ACADEMY, LAB]),
    ("zh-hans", "华工", [HOME_ZH, SIGNING_ZH, ACADEMY_ZH]),
    ("es", "ponta grossa", ["Universidad Estatal de Ponta Grossa"]),
    # mixed
    ("zh-hans", "秘鲁 签约", [SIGNING_ZH]),
    ("en", "圣马尔科斯 lima", [SAN_MARCOS]),
    ("en", "SCUT 2025", []),
    ("en", "green energy", [CONFERENCE]),
    ("ar", "جامعة", ["زيارة إلى الجامعة"]),
    # operators and odd input
    ("en", '"San Marcos"', [SAN_MARCOS, ACADEMY]),
    ("en", "laboratory OR title:* -visit", []),
    ("en", "laboratory* (visit) ^'", [LAB]),
    ("en", "🎉 laboratory 🎉", [LAB]),
    ("en", "🎉", []),
    # hidden: an internal record, a draft
    ("en", "Hidden Institute", []),
    ("zh-hans", "隐藏", []),
    ("en", "submarines", []),
]


def test_the_first_hits_are_those_expected_in_both_engines(content):
    found = [(language, text, titles(text, language)) for language, text, _expected in FIRST_HITS]

    assert [each for each in found if each not in FIRST_HITS] == []
