"""The demo as it is loaded: everything through the real steps, in the stages that its files say."""

import datetime
import re
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from articles.addresses import address_of
from articles.models import Article, Edition, Part, Photo, Publication, Topic
from newsroom.accounts import log
from newsroom.accounts.models import LogEntry, User
from newsroom.accounts.roles import Role
from newsroom.demo import loader, prose
from newsroom.shared import richtext
from newsroom.site.furniture import furniture

PIECES = loader.read_pieces()
TEXTS = [(piece, language, text) for piece in PIECES for language, text in piece["text"].items()]
IDS = [f"{piece['key']}-{language}" for piece, language, _text in TEXTS]
TODAY = datetime.date(2026, 11, 22)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The whole demo, once for this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        for load in loader.missing().values():
            load()
        yield
        transaction.set_rollback(True)


def articles() -> dict[str, Article]:
    entries = LogEntry.objects.filter(action="demo", target_type="articles.article")
    return {entry.details["loaded"]: Article.objects.get(pk=entry.target_id) for entry in entries}


def of(key: str, language: str) -> Edition:
    return Edition.objects.get(article=articles()[key], language=language)


# the files


@pytest.mark.parametrize(("piece", "language", "text"), TEXTS, ids=IDS)
def test_a_text_of_the_demo_keeps_to_the_vocabulary(piece, language, text):
    bodies = [text["body"], text.get("later", {}).get("body", "")]
    assert [richtext.clean(loader.PICTURE.sub('data-photo="1"', body)).dropped for body in bodies] == [(), ()]


@pytest.mark.parametrize(("piece", "language", "text"), TEXTS, ids=IDS)
def test_every_picture_of_a_text_is_there_and_described(piece, language, text):
    figures = re.findall(r"<figure[^>]*>", text["body"])
    described = re.findall(
        r'<figure data-photo="@([\w-]+)" data-alt="[^"]+"><figcaption>[^<]+</figcaption>', text["body"]
    )
    assert len(described) == len(figures)
    names = {*described, *({text["lead_photo"]} if "lead_photo" in text else ())}
    assert names <= {path.stem for path in (loader.FOLDER / "pictures").glob("*.jpg")}
    assert ("lead_photo" in text) == bool(text.get("lead_alt"))


def test_every_picture_has_its_drawing_and_is_small():
    pictures = {path.stem: path.stat().st_size for path in (loader.FOLDER / "pictures").glob("*.jpg")}
    drawings = {path.stem for path in (loader.FOLDER / "pictures").glob("*.svg")}
    assert set(pictures) == drawings
    assert max(pictures.values()) < 180_000


# what is loaded


@pytest.mark.parametrize("language", ["en", "zh-hans", "es", "ar"])
def test_the_demo_has_a_footer_in_every_language(loaded, db, language):
    with override(language):
        site = furniture()
    assert [len(column) for column in site.columns] == [5, 5]
    assert all(link.url.startswith(f"/{language}/") for column in site.columns for link in column)
    assert len(site.contact) == 4
    assert site.licence_of_texts
    assert site.licence_of_photos
    assert [mark.label for mark in site.marks] == ["演ICP备00000000号（演示，并非真实备案）"]
    assert site.accessibility


def test_everything_of_the_demo_is_loaded_once(loaded, db):
    assert list(loader.missing()) == []
    assert Article.objects.count() == len(PIECES)
    assert Edition.objects.count() == len(TEXTS)
    assert {topic.slug for topic in Topic.objects.all()} == {
        "cooperation",
        "culture",
        "events",
        "research",
        "scholarships",
        "students",
    }


def test_the_six_accounts_of_the_readme_can_sign_in(loaded, db):
    users = User.objects.in_bulk(loader.ACCOUNTS, field_name="username")
    assert {name: (user.is_staff, user.check_password("demo"), user.roles) for name, user in users.items()} == {
        "writer": (True, True, {Role.WRITER}),
        "translator": (True, True, {Role.TRANSLATOR}),
        "initial": (True, True, {Role.INITIAL_REVIEWER}),
        "final": (True, True, {Role.FINAL_REVIEWER}),
        "records": (True, True, {Role.RECORDS_OFFICER}),
        "manager": (True, True, {Role.MANAGER}),
    }


def test_the_conference_stands_in_four_stages(loaded, db):
    assert {language: of("excellence-conference", language).stage for language in ("zh-hans", "en", "es", "ar")} == {
        "zh-hans": "published",
        "en": "published",
        "es": "initial_review",
        "ar": "drafting",
    }


def test_the_english_conference_names_its_translator_and_both_reviewers(loaded, db):
    credits = of("excellence-conference", "en").live.credits
    assert [(row["role"], [person["name"] for person in row["people"]]) for row in credits] == [
        ("translated", ["ZHOU Muzhi"]),
        ("initial_review", ["CHENG Anran"]),
        ("final_review", ["LUO Zhongwen"]),
    ]


def test_one_published_translation_lags_behind_its_source(loaded, db):
    lagging = [edition.pk for edition in Edition.objects.all() if edition.source_has_changed]
    assert lagging == [of("joint-laboratory", "en").pk]


def test_a_correction_is_told_to_readers_in_each_language(loaded, db):
    notes = {language: of("tanjung-biru-signing", language).live.revision for language in ("zh-hans", "en")}
    assert {language: (note.change_note, note.change_note_is_public) for language, note in notes.items()} == {
        "zh-hans": ("更正：联合培养硕士生为每年12名，此前误作20名。", True),
        "en": ("Correction: 12 master's students a year are trained jointly. An earlier version said 20.", True),
    }


def test_the_demo_has_something_in_every_stage(loaded, db):
    stages = Counter(Edition.objects.values_list("stage", flat=True))
    assert set(stages) == {"drafting", "initial_review", "second_review", "final_review", "published"}
    assert of("winter-hours", "zh-hans").next is not None
    assert of("lecture-called-off", "en").withdrawal.ending == "notice"
    assert [of("storm-notice", language).live.kind for language in ("zh-hans", "en")] == ["emergency", "emergency"]


def test_an_expired_notice_is_kept_and_not_shown(loaded, db):
    edition = of("spring-festival-hours", "en")
    assert edition.live is not None
    assert edition.shown() is None


def test_a_restricted_article_is_seen_by_its_people_alone(loaded, db):
    restricted = articles()["partner-visit-restricted"]
    seeing = {user.username for user in User.objects.all() if Article.objects.visible_to(user).contains(restricted)}
    assert seeing == {"writer", "initial", "second", "final"}
    assert set(Part.objects.filter(edition__article=restricted).values_list("user__username", flat=True)) == seeing


def test_pictures_carry_their_credit_and_focal_point(loaded, db):
    photo = Photo.objects.get(note="conference-hall")
    assert (photo.credit, photo.focal_x, photo.focal_y) == ("International Office / drawing", 50, 36)


def test_the_log_of_a_loaded_demo_is_whole(loaded, db):
    assert log.problems() == []


def test_every_shown_page_of_the_demo_answers(loaded, client, db):
    addresses = [address_of(publication) for publication in Publication.objects.shown()]
    assert len(addresses) > 40
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)


def test_a_second_run_keeps_the_data_and_tells_where_to_go(loaded, settings, capsys, db):
    settings.NEWSROOM_DEMO = True
    before = LogEntry.objects.count()
    call_command("demo", serve=False, port=8001)
    told = capsys.readouterr().out
    assert LogEntry.objects.count() == before
    assert "http://127.0.0.1:8001/admin/" in told
    assert [name for name in loader.ACCOUNTS if f"  {name} " not in told] == []


# filling


def test_a_seed_gives_the_same_articles_again():
    first, again, other = (list(prose.compose(20, seed=seed, today=TODAY)) for seed in (3, 3, 4))
    assert first == again
    assert first != other


def test_filling_leads_articles_through_the_real_steps(loaded, settings, db):
    settings.NEWSROOM_DEMO = True
    expected = Counter(
        _stage_reached(text["stage"])
        for piece in prose.compose(30, seed=5, today=timezone.localdate())
        for text in piece["text"].values()
    )
    before = set(Article.objects.values_list("pk", flat=True))
    call_command("fill", articles=30, seed=5, verbosity=0)
    made = Edition.objects.exclude(article__in=before)
    assert made.values("article").distinct().count() == 30
    assert Counter(made.values_list("stage", flat=True)) == expected
    assert log.problems() == []


def _stage_reached(stage: str) -> str:
    return "published" if stage in {"scheduled", "withdrawn", "emergency"} else stage
