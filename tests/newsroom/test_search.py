"""What readers find, in which order, and that it is what they may see: through every door, at every moment."""

import datetime
import re

import hypothesis
import hypothesis.strategies as st
import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from articles.models import Article, Publication, RedactionOrder
from articles.workflow import Stage
from newsroom.accounts.roles import Role
from newsroom.shared import guards
from newsroom.shared.languages import public_languages
from newsroom.shared.searchindex import sources
from newsroom.shared.searchindex.find import find
from newsroom.shared.searchindex.models import SearchDue, SearchEntry, SearchText
from newsroom.shared.searchindex.query import Query
from partners.merging import merge, undo
from partners.models import Agreement, Organisation, OrganisationName, Party
from partners.search import accepted_names
from tests.make import at_stage, cast, make_article, make_edition, make_topic, make_user, make_words, publish, take
from tests.make_records import make_agreement, make_event, make_home, make_organisation, make_place, make_session

pytestmark = pytest.mark.django_db
OF_ENTRY, OF_TEXT = (
    [each.attname for each in model._meta.concrete_fields if not each.primary_key]
    for model in (SearchEntry, SearchText)
)
NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def everything() -> list:
    """The index as it is, without its row numbers."""
    rows = SearchText.objects.select_related("entry")
    return sorted(
        repr([getattr(row.entry, name) for name in OF_ENTRY] + [getattr(row, name) for name in OF_TEXT]) for row in rows
    )


def problems() -> list[str]:
    found = list(sources.word_problems())
    for source in sources.SOURCES.values():
        found += sources.problems(source, sources.all_records(source))
    return found


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


# what comes and goes


def test_a_scheduled_article_is_found_when_its_time_comes_and_the_old_words_until_then():
    with time_machine.travel(NOW, tick=False):
        edition = publish("en", words=make_words("First wording"))
        take(edition, "revise", cast("translator"))
        later = make_words("Second wording")
        take(edition, "save", cast("translator"), words=later)
        take(edition, "hand_in", cast("translator"))
        take(edition, "approve", cast("initial"))
        take(edition, "publish", cast("final"), at=NOW + DAY)

    before, then = NOW + DAY - datetime.timedelta(seconds=1), NOW + DAY
    assert (titles("wording", at=before), titles("wording", at=then)) == (["First wording"], ["Second wording"])
    for moment in (NOW, before, then, NOW + 9 * DAY):
        shown = Publication.objects.shown(moment).values_list("revision__title", flat=True)
        assert titles("wording", at=moment) == list(shown)


def test_a_notice_is_found_until_it_expires():
    with time_machine.travel(NOW, tick=False):
        publish("en", kind="notice", visible_until=NOW + DAY, words=make_words("Office hours"))

    assert (titles("hours", at=NOW), titles("hours", at=NOW + DAY)) == (["Office hours"], [])


def suspend(edition):
    take(edition, "suspend", cast("duty"), note="a claim")


def withdraw(edition):
    take(edition, "withdraw", cast("final"), note="over", ending="gone")


def expire(edition):
    Article.objects.filter(pk=edition.article_id).update(visible_until=timezone.now() - DAY)


@pytest.mark.parametrize("ending", [suspend, withdraw, expire])
def test_what_ends_is_found_no_more(ending):
    edition = publish("en", words=make_words("A meeting in Lima"))
    assert titles("lima") == ["A meeting in Lima"]

    ending(edition)

    assert (titles("lima"), problems()) == ([], [])


def test_put_back_it_is_found_again():
    edition = publish("en", words=make_words("A meeting in Lima"))
    suspend(edition)

    take(edition, "put_back", cast("final"), note="settled")

    assert titles("lima") == ["A meeting in Lima"]


def test_redacted_words_are_found_no_more_and_stand_nowhere_in_the_index():
    edition = publish("en", words=make_words("A meeting in Lima", "<p>Somebody spoke.</p>"))

    RedactionOrder.enter(by=cast("manager"), reference="Court 1", revisions=[edition.live.revision]).carry_out(
        by=make_user("manager2", Role.MANAGER)
    )

    assert (titles("lima"), titles("somebody"), problems()) == ([], [], [])
    assert "omebody" not in "".join(everything())


def test_an_emergency_is_found_at_once():
    edition = make_edition("en", words=make_words("Typhoon"))
    take(edition, "publish_in_emergency", cast("manager"), note="no time")

    assert titles("typhoon") == ["Typhoon"]


def test_words_that_were_replaced_are_found_no_more():
    edition = publish("en", words=make_words("A meeting in Lima"))

    at_stage(edition, Stage.PUBLISHED, words=make_words("A meeting in Quito"))

    assert (titles("lima"), titles("quito"), problems()) == ([], ["A meeting in Quito"], [])


def test_a_bulk_update_is_followed():
    organisation = make_organisation("University of Lima")
    agreement = make_agreement("Exchange", parties=[organisation])

    Organisation.objects.filter(pk=organisation.pk).update(name_en="University of Quito")
    assert (titles("lima"), titles("quito")) == ([], ["University of Quito", "Exchange"])

    Agreement.objects.filter(pk=agreement.pk).update(visibility="internal")
    Organisation.objects.filter(pk=organisation.pk).update(visibility="internal")
    assert (titles("quito"), problems()) == ([], [])


def test_names_are_followed_wherever_they_stand():
    organisation = make_organisation("University of Lima", others=[("wrong", "en", "Lemur College")])
    make_event("A forum").involvements.create(organisation=organisation, role="host")
    assert titles("lima") == ["University of Lima", "A forum"]
    name = organisation.other_names.create(kind="alias", language="en", value="Rimac")
    assert titles("rimac") == ["University of Lima", "A forum"]

    name.delete()

    assert (titles("rimac"), titles("lemur college"), problems()) == ([], ["University of Lima", "A forum"], [])


def test_merging_and_its_undoing_are_followed():
    kept, gone = make_organisation("University of Lima"), make_organisation("Lima University")
    make_agreement("Exchange", parties=[gone])

    entry = merge(kept, gone, by=cast("manager"))
    assert (titles("Lima University"), problems()) == (["University of Lima", "Exchange"], [])

    undo(entry, by=cast("manager"))
    assert (titles("Lima University"), problems()) == (["Lima University", "University of Lima", "Exchange"], [])


def test_a_change_that_nothing_followed_is_hidden_and_verify_says_so(capsys):
    """Somebody at the database's own prompt, as far as a connection that nobody listens to can play them."""
    organisation = make_organisation("University of Lima")
    listeners, connection.execute_wrappers = connection.execute_wrappers, []
    Organisation.objects.filter(pk=organisation.pk).update(visibility="internal")
    connection.execute_wrappers = listeners

    assert titles("lima") == []
    assert f"The search index has not followed a change of partner {organisation.pk}." in problems()
    call_command("rebuild_search", verbosity=0)
    assert (SearchDue.objects.count(), problems()) == (0, [])


def test_what_was_tampered_with_is_found_and_rebuilt():
    publish("en", words=make_words("A meeting in Lima"))
    right = everything()
    SearchText.objects.update(text="Another text", words="wother")
    SearchEntry.objects.update(visible_until=None, kind="page")
    assert problems() == [f"The search index of article {Article.objects.get().pk} is not what readers see."]

    call_command("rebuild_search", verbosity=0)

    assert (everything() == right, problems()) == (True, [])


def test_rebuilding_tells_how_far_it_is(capsys):
    make_organisation("University of Lima")
    publish("en")

    call_command("rebuild_search")

    said = capsys.readouterr()
    assert re.search(r"Search index: +100%\S* 2/2", said.err)
    assert said.out.splitlines() == ["2 records were looked through."]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_entries_that_are_there_get_their_places_when_the_site_is_brought_up_to_date():
    publish("en", dated_on="2025-03-01")
    publish("zh-hans", dated_on="2025-03-02", source_language="zh-hans")
    make_organisation("University of Lima")
    right = everything()

    call_command("migrate", "shared", "0001", verbosity=0)
    call_command("migrate", verbosity=0)

    assert len(right) > 3
    assert everything() == right


# any sequence of steps leaves what a rebuilding from nothing leaves

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["rename", "alias", "unalias", "hide", "show", "party", "unparty", "title", "session", "suspend", "topic"]
        ),
        st.integers(0, 2),
    ),
    max_size=12,
)


@hypothesis.settings(max_examples=8, deadline=None, suppress_health_check=list(hypothesis.HealthCheck))
@hypothesis.given(steps=STEPS)
def test_after_any_steps_the_index_is_what_a_rebuilding_would_make_of_it(one_of_each, steps):
    with transaction.atomic():
        for number, (step, which) in enumerate(steps):
            CHANGES[step](one_of_each, which, number)
        followed = everything()
        SearchEntry.objects.all().delete()
        call_command("rebuild_search", verbosity=0)
        assert (followed, problems()) == (everything(), [])
        transaction.set_rollback(True)


@pytest.fixture
def one_of_each():
    organisations = [make_organisation(f"University {name}") for name in ("Lima", "Quito", "Bandung")]
    agreements = [make_agreement(f"Agreement {number}") for number in range(3)]
    edition = publish("en", words=make_words("A meeting"))
    return organisations, agreements, edition, make_event("A forum"), make_topic()


def rename(office, which, number):
    Organisation.objects.filter(pk=office[0][which].pk).update(name_es=f"Universidad {number}")


def alias(office, which, number):
    office[0][which].other_names.create(kind="alias", language="en", value=f"Alias {number}")


def unalias(office, which, number):
    OrganisationName.objects.filter(organisation=office[0][which]).delete()


def visibility(value):
    def change(office, which, number):
        office[0][which].visibility = value
        office[0][which].save(update_fields=["visibility"])

    return change


def party(office, which, number):
    Party.objects.get_or_create(agreement=office[1][number % 3], organisation=office[0][which])


def unparty(office, which, number):
    Party.objects.filter(organisation=office[0][which]).first() and Party.objects.filter(
        organisation=office[0][which]
    ).delete()


def title(office, which, number):
    office[1][which].title_zh_hans = f"协议{number}"
    office[1][which].save()


def session(office, which, number):
    make_session(office[3], name_en=f"Session {number}", number=number + 1)


def suspension(office, which, number):
    Article.objects.filter(pk=office[2].article_id).update(is_suspended=which == 0)


def topic(office, which, number):
    office[2].article.topics.set([office[4]] if which else [])


CHANGES = {
    "rename": rename, "alias": alias, "unalias": unalias, "hide": visibility("internal"), "show": visibility("public"),
    "party": party, "unparty": unparty, "title": title, "session": session, "suspend": suspension, "topic": topic,
}  # fmt: skip


# the page


def test_the_page_shows_hits_with_what_was_found_marked(client, content):
    page = client.get("/en/search/", {"q": "engineers"}).content.decode()

    assert "Training Excellent <mark>Engineers</mark>" in page
    assert '<meta name="robots" content="noindex">' in page
    assert 'href="/es/search/?q=engineers"' in page


def test_of_another_name_the_whole_is_marked_and_none_of_its_words(client, content):
    publish("en", words=make_words("Friends of a university", "<p>South China University of Technology hosts ten.</p>"))
    publish("en", words=make_words("SCUT visits", "<p>A visit to a University of Technology.</p>"))

    page = " ".join(client.get("/en/search/", {"q": "scut"}).content.decode().split())

    assert "<mark>SCUT</mark> visits" in page
    assert "<mark>South China University of Technology</mark> hosts ten" in page
    assert {"<mark>of</mark>", "<mark>University</mark>", "<mark>university</mark>"} & set(
        re.findall("<mark>.+?</mark>", page)
    ) == set()


def test_chinese_paragraphs_of_an_excerpt_stand_without_a_space(client):
    publish(
        "zh-hans", words=make_words("签约", "<p>协议有效五年。</p><p>协议约定每年互访。</p>"), source_language="zh-hans"
    )

    page = client.get("/zh-hans/search/", {"q": "互访"}).content.decode()

    assert "有效五年。协议约定每年<mark>互访</mark>" in page


def test_the_page_shows_no_wrong_name_and_no_markup_of_a_text(client, content):
    publish("en", words=make_words("A <b>South China Tech</b> fan", "<p>x &lt;script&gt;alert(1)&lt;/script&gt;</p>"))
    page = client.get("/en/search/", {"q": "alert South China Tech"}).content.decode()
    assert "<script>alert" not in page

    response = client.get("/en/search/", {"q": "South China Tech", "kind": "partner"})

    texts = ["".join(piece.text for piece in hit.title + hit.excerpt) for hit in response.context["hits"]]
    assert texts == ["South China University of TechnologyChina · 华南理工大学 · SCUT · 华工"]
    assert response.content.decode().count("South China Tech") == 2  # as it was typed: in the title and in the field


@pytest.mark.parametrize(
    ("filters", "count"),
    [({}, 4), ({"kind": "news"}, 2), ({"year": "2024"}, 1), ({"topic": "cooperation"}, 1), ({"language": "all"}, 12)],
)
def test_filters_leave_what_they_say(client, content, filters, count):
    response = client.get("/en/search/", {"q": "scut"} | filters)

    assert response.context["page"].paginator.count == count
    for facet in response.context["facets"]:
        for choice in facet.choices:
            asked = {"q": "scut"} | filters | {facet.name: choice.value}
            assert client.get("/en/search/", asked).context["page"].paginator.count == choice.count


@pytest.mark.parametrize(
    "asked", ["kind=x", "year=20x4", "year=99999", "language=xx", "topic=%22", "page=0", "page=9", "page=x"]
)
def test_what_no_form_could_have_sent_does_not_exist(client, asked):
    assert client.get(f"/en/search/?q=x&{asked}").status_code == 404


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", 200), (" ", 200), ("x" * 1900, 200), ("x" * 10_000, 414), ("\x00", 400), ("🎉", 200), ("'\"*^:()", 200),
        ("NEAR(a b)", 200), ("% _", 200), ("\\", 200), ("🎉中a", 200), ("a " * 900, 200), ("|", 200), ("\u202e\u0301", 200), ("<b>", 200),
    ],
)  # fmt: skip
def test_odd_input_is_answered_with_a_sentence(client, text, status):
    publish("en")

    assert client.get("/en/search/", {"q": text}).status_code == status


def test_a_long_query_says_that_it_was_cut(client):
    page = client.get("/en/search/", {"q": "word " * 100}).content.decode()

    assert "Only the first 200 characters were searched for." in page


def test_nothing_found_says_where_there_is_more(client, content):
    elsewhere = client.get("/en/search/", {"q": "普通话"}).content.decode()
    alike = client.get("/en/search/", {"q": "Ponta Grosa Universty"}).content.decode()
    nothing = client.get("/en/search/", {"q": "qwxzv"}).content.decode()

    assert 'href="?q=%E6%99%AE%E9%80%9A%E8%AF%9D&amp;language=zh-hans"' in elsewhere
    assert "State University of Ponta Grossa" in alike
    assert "Nothing was found for “qwxzv” here." in nothing
    assert escape("There is no letter and no digit") in client.get("/en/search/", {"q": "🎉"}).content.decode()


@pytest.mark.parametrize("asked", [{"q": "scut"}, {"q": "engineers", "language": "all"}, {"q": "universities"}])
def test_the_page_asks_a_constant_number_of_queries(client, content, asked):
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/en/search/", asked)
        return len(captured)

    before = count()
    for number in range(3):
        publish("en", words=make_words(f"SCUT meeting {number}", "<p>Engineers in Lima.</p>"))
        make_organisation(f"SCUT meeting of engineers {number} in Lima")

    assert (count(), before <= 10) == (before, True)


def test_every_page_has_the_search_form(client):
    for address in ("/en/", "/en/news/", "/en/no-such-page/"):
        assert '<form class="site-search" role="search" action="/en/search/"' in " ".join(
            client.get(address).content.decode().split()
        ).replace('" >', '">')


def test_migrate_puts_up_what_is_missing_although_the_check_says_so():
    guards.drop(connection)
    assert guards.problems(connection)

    call_command("migrate", verbosity=0, skip_checks=False)

    assert guards.problems(connection) == []
