"""Menu, footer, marks and switches: what readers see of them, and who may change them."""

import datetime
import io
import re

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape
from django.utils.translation import override
from PIL import Image

from newsroom.accounts.roles import Role
from newsroom.site.furniture import furniture
from newsroom.site.models import NavigationItem, SiteSettings
from tests.articles.workflow.tables import logged
from tests.make import cast, make_edition, make_user, make_words, publish, take
from tests.make_records import make_agreement, make_event, make_organisation
from tests.refused import form_refuses, refused_by

pytestmark = pytest.mark.django_db

ITEMS, SETTINGS = "/admin/site/navigationitem/", "/admin/site/sitesettings/"


def make_item(label="About us", place="header", **fields) -> NavigationItem:
    if not {"path", "url", "article", "organisation", "agreement", "event"} & set(fields) and place != "mark":
        fields["path"] = "/partners/"
    return NavigationItem.objects.create(place=place, label_en=label, **fields)


def part(html: str, tag: str) -> str:
    return re.search(rf"<{tag}\b.*?</{tag}>", html, re.DOTALL)[0]


def links(html: str) -> list[tuple[str, str]]:
    found = re.findall(r'<a\s+(?:[^>]*\s)?href="([^"]*)"[^>]*>(.*?)</a>', html, re.DOTALL)
    return [(href, " ".join(re.sub("<[^>]*>", " ", text).split())) for href, text in found]


def menu(client, path="/en/") -> list[tuple[str, str]]:
    nav = re.search(r'<ul class="menu">.*?</ul>', client.get(path).content.decode(), re.DOTALL)[0]
    return links(nav)


def footer(client, path="/en/") -> str:
    return part(client.get(path).content.decode(), "footer")


def badge(size=(20, 20), kind="PNG") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind)
    return SimpleUploadedFile("badge.png", out.getvalue())


# by itself


def test_without_entries_menu_and_footer_show_the_sections_and_the_settings(client, settings):
    settings.SITE_CONTACT = {"en": "1 Long Street\noffice@example.edu"}
    settings.SITE_MARKS = [{"text": "粤ICP备05084312号", "url": "https://beian.miit.gov.cn/"}]
    page = publish(kind="page", words=make_words("About"))

    assert [label for _url, label in menu(client)] == [
        "News",
        "Notices",
        "Partners",
        "Agreements",
        "Events",
        "About",
    ]
    foot = footer(client)
    assert "1 Long Street" in foot
    assert 'href="mailto:office@example.edu"' in foot
    assert ("https://beian.miit.gov.cn/", "粤ICP备05084312号") in links(foot)
    assert (f"/en/pages/{page.article_id}-about/", "About") in links(foot)


# links


def test_entries_take_the_place_of_the_sections_in_their_order(client):
    make_item("Second", position=2)
    make_item("First", position=1, path="/news/?page=2")
    make_item("Elsewhere", position=3, url="https://www.example.edu/")
    make_item("In the footer", "footer")
    make_item("Beside it", "footer_second", path="/events/")

    assert menu(client) == [
        ("/en/news/?page=2", "First"),
        ("/en/partners/", "Second"),
        ("https://www.example.edu/", "Elsewhere"),
    ]
    foot = footer(client)
    assert links(foot) == [("/en/partners/", "In the footer"), ("/en/events/", "Beside it")]
    assert foot.count('class="more"') == 2
    html = client.get("/en/").content.decode()
    assert len(re.findall(r'href="https://www.example.edu/"\s+rel="noopener external"', html)) == 1


def test_a_link_stands_only_in_the_languages_in_which_it_is_labelled(client):
    make_item("Partners", label_zh_hans="伙伴")
    make_item("English only", position=11)

    assert menu(client, "/en/") == [("/en/partners/", "Partners"), ("/en/partners/", "English only")]
    assert menu(client, "/zh-hans/") == [("/zh-hans/partners/", "伙伴")]
    # nothing is labelled in Spanish: what the site shows by itself
    assert ("/es/notices/", "Avisos") in menu(client, "/es/")


def test_a_link_leads_to_what_readers_of_the_language_have_and_else_is_not_there(client):
    shown, draft = publish(words=make_words("Shown")), make_edition()
    public, internal = make_organisation("Public"), make_organisation("Internal", public=False)
    agreement, event = make_agreement("Deed"), make_event("Forum")
    for number, fields in enumerate(
        [
            {"article": shown.article},
            {"article": draft.article},
            {"organisation": public},
            {"organisation": internal},
            {"agreement": agreement},
            {"event": event},
        ]
    ):
        make_item(f"Link {number}", position=number, label_es=f"Enlace {number}", **fields)

    assert menu(client) == [
        (f"/en/news/{shown.article_id}-shown/", "Link 0"),
        (f"/en/partners/{public.pk}-public/", "Link 2"),
        (f"/en/agreements/{agreement.pk}-deed/", "Link 4"),
        (f"/en/events/{event.pk}-forum/", "Link 5"),
    ]
    assert "Enlace 0" not in [label for _url, label in menu(client, "/es/")]
    take(shown, "suspend", cast("duty"), note="x")
    assert "Link 0" not in [label for _url, label in menu(client)]


def test_the_link_of_the_page_that_is_open_says_so(client):
    make_item("Partners")
    make_item("Events", position=11, path="/events/")
    event = make_event("Forum")

    here = client.get("/en/partners/").content.decode()
    inside = client.get(f"/en/events/{event.pk}-forum/").content.decode()

    assert re.search(r'href="/en/partners/"\s+aria-current="page"', here)
    assert re.search(r'href="/en/events/"\s+aria-current="true"', inside)
    assert not re.search(r'href="/en/partners/"\s+aria-current', inside)


def test_marks_stand_in_every_language_under_their_own(client):
    make_item("", "mark", label_zh_hans="粤ICP备05084312号", url="https://beian.miit.gov.cn/")
    make_item("", "mark", label_zh_hans="公安备案 44010602004481")

    for path in ("/en/", "/ar/"):
        foot = footer(client, path)
        assert re.search(
            r'<a\s+href="https://beian.miit.gov.cn/"\s+lang="zh-Hans" dir="ltr"\s+rel="noopener external"\s*>粤ICP',
            foot,
        )
        assert '<span lang="zh-Hans" dir="ltr">公安备案 44010602004481</span>' in foot
    assert "lang=" not in footer(client, "/zh-hans/")


def test_error_pages_wear_the_same_furniture(client):
    make_item("About us")
    SiteSettings.objects.create(pk=1, contact_en="Our street")

    html = client.get("/en/nothing/").content.decode()

    assert ("/en/partners/", "About us") in links(html)
    assert "Our street" in html


# texts


def test_texts_of_the_footer_stand_in_their_language(client, settings):
    settings.SITE_CONTACT = {"en": "From the settings"}
    page = publish(kind="page", words=make_words("Access for all"))
    SiteSettings.objects.create(
        pk=1,
        contact_zh_hans="广州市天河区",
        licence_of_texts_en="Texts: CC BY 4.0",
        licence_of_photos_en="Photos: ask <us>",
        accessibility_page=page.article,
    )

    english, chinese = footer(client), footer(client, "/zh-hans/")

    assert "From the settings" in english
    assert "Texts: CC BY 4.0" in english
    assert escape("Photos: ask <us>") in english
    assert (f"/en/pages/{page.article_id}-access-for-all/", "Accessibility statement") in links(english)
    assert "广州市天河区" in chinese
    assert "Texts:" not in chinese
    assert "access-for-all" not in chinese


# switches


@pytest.mark.parametrize(
    ("moment", "is_grey"),
    [("2030-12-12 15:59", False), ("2030-12-12 16:00", True), ("2030-12-13 15:59", True), ("2030-12-13 16:00", False)],
)
def test_grey_days_are_days_of_the_site_s_zone(client, moment, is_grey):
    day = datetime.date(2030, 12, 13)
    SiteSettings.objects.create(pk=1, grey_from=day, grey_until=day)

    with time_machine.travel(datetime.datetime.fromisoformat(f"{moment}+00:00"), tick=False):
        opening = re.search("<html[^>]*>", client.get("/en/").content.decode())[0]

    assert opening == f'<html lang="en" dir="ltr"{" class=" + chr(34) + "grey-day" + chr(34) if is_grey else ""}>'


def test_a_language_is_offered_from_a_number_of_news_on(client):
    publish("en")
    publish("en", source_language="en")
    publish("es", source_language="es")
    publish("es", source_language="es", kind="page")
    make_edition("ar", source_language="ar")

    def offered(path="/en/"):
        top = re.search(r'<ul class="languages">.*?</ul>', client.get(path).content.decode(), re.DOTALL)[0]
        return re.findall(r'lang="([^"]+)"', re.sub("hreflang", "", top))

    everything = ["en", "zh-Hans", "es", "ar"]
    assert [code for code in everything if code in offered()] == everything
    own = SiteSettings.objects.create(pk=1, minimum_articles=1)
    assert set(offered()) == {"en", "es"}
    own.minimum_articles = 2
    own.save()
    assert set(offered()) == {"en"}
    assert set(offered("/ar/")) == {"en", "ar"}
    assert client.get("/es/news/").status_code == 200


def test_the_installation_s_number_counts_until_a_manager_says_another(settings):
    settings.NEWSROOM_LANGUAGE_MINIMUM = 1
    with override("en"):
        assert furniture().languages == ["en"]
        SiteSettings.objects.create(pk=1, minimum_articles=0)
        assert furniture().languages is None


# how much is asked of the database


def test_furniture_takes_one_query_and_one_for_each_kind_of_record_but_articles(django_assert_num_queries):
    with override("en"):
        with django_assert_num_queries(1):
            furniture()
        for number in range(3):
            make_item(f"Page {number}", path="/events/")
            make_item(f"Mark {number}", "mark")
        with django_assert_num_queries(1):
            furniture()
        for number in range(3):
            make_item(f"Article {number}", article=publish().article)
            make_item(f"Organisation {number}", organisation=make_organisation())
        with django_assert_num_queries(2):
            furniture()
        SiteSettings.objects.create(pk=1, minimum_articles=5)
        with django_assert_num_queries(3):
            furniture()


# what the database refuses


def test_an_entry_leads_once_and_to_no_strange_place():
    agreement = make_agreement()
    attempts = [
        ({"path": "//evil.example/"}, "navigation_stays_here"),
        ({"url": "http://plain.example/"}, "navigation_url_is_safe"),
        ({"url": "javascript:alert(1)"}, "navigation_url_is_safe"),
        ({"path": "/news/", "url": "https://www.example.edu/"}, "navigation_leads_once"),
        ({"path": "/news/", "agreement": agreement}, "navigation_leads_once"),
        ({"path": ""}, "navigation_leads_once"),
        ({"label": "", "path": "/news/"}, "navigation_labelled"),
        ({"place": "nowhere", "path": "/news/"}, "navigation_place_known"),
    ]
    for fields, name in attempts:
        with refused_by(name):
            make_item(**fields)


def test_there_is_one_row_of_settings_and_grey_days_have_two_ends():
    with refused_by("site_settings_is_one_row"):
        SiteSettings.objects.create(pk=2)
    day = datetime.date(2030, 1, 2)
    for fields in (
        {"grey_from": day},
        {"grey_until": day},
        {"grey_from": day, "grey_until": datetime.date(2030, 1, 1)},
    ):
        own = SiteSettings(pk=1, **fields)
        with form_refuses("Grey days have a first and a last day; the last does not lie before the first."):
            own.validate_constraints()
        with refused_by("site_grey_has_both_ends"):
            own.save()


# on the desk


def typed(**fields):
    return {"place": "header", "position": "10", "label_en": "About us", "leads_to": "/en/partners"} | fields


def test_a_manager_keeps_menu_and_footer_and_each_change_is_logged(client):
    client.force_login(cast("manager"))
    edition = publish()

    client.post(f"{ITEMS}add/", typed(label_zh_hans="关于我们"))
    item = NavigationItem.objects.get()
    assert (item.path, item.label_en, item.label_zh_hans) == ("/partners/", "About us", "关于我们")
    client.post(f"{ITEMS}{item.pk}/change/", typed(leads_to=f"/en/news/{edition.article_id}-x/", label_en="Read"))
    item.refresh_from_db()
    assert (item.path, item.article_id) == ("", edition.article_id)
    client.post(f"{ITEMS}{item.pk}/change/", typed(leads_to="https://www.example.edu/x"))
    item.refresh_from_db()
    assert (item.url, item.article_id) == ("https://www.example.edu/x", None)
    client.post(f"{ITEMS}{item.pk}/delete/", {"post": "yes"})

    acts = [entry for entry in logged() if entry[0].startswith("navigationitem_")]
    assert [act for act, _details in acts] == [
        "navigationitem_added",
        "navigationitem_changed",
        "navigationitem_changed",
        "navigationitem_deleted",
    ]
    assert acts[1][1]["old"]["label_en"] == "About us"
    assert acts[1][1]["new"]["label_en"] == "Read"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"leads_to": ""}, "Say where it leads; only a registration mark may lead nowhere."),
        ({"leads_to": "http://www.example.edu/"}, "Another site is linked by an address that begins with https://."),
        ({"leads_to": "https://"}, "An address begins with / or with https://."),
        ({"leads_to": "javascript:alert(1)"}, "An address begins with / or with https://."),
        ({"leads_to": "/en/nowhere/"}, "This site has no page at this address."),
        ({"leads_to": "article:99"}, "There is no article with the number 99."),
        ({"label_en": ""}, "Give it a label in one language at least."),
        ({"position": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"place": "roof"}, "Select a valid choice."),
    ],
)
def test_an_impossible_entry_is_refused_in_words_and_stays_typed(client, fields, said):
    client.force_login(cast("manager"))

    html = client.post(f"{ITEMS}add/", typed(label_es="Sobre nosotros", **fields)).content.decode()

    if "label_en" in fields:  # one language is enough
        assert NavigationItem.objects.get().label_es == "Sobre nosotros"
        return
    assert escape(said) in html
    assert 'value="Sobre nosotros"' in html
    assert not NavigationItem.objects.exists()


def test_an_entry_without_any_label_is_refused(client):
    client.force_login(cast("manager"))

    html = client.post(f"{ITEMS}add/", typed(label_en="")).content.decode()

    assert "Give it a label in one language at least." in html


def test_a_badge_is_cleaned_served_while_it_is_used_and_removed(client):
    client.force_login(cast("manager"))
    mark = {"place": "mark", "label_en": "", "label_zh_hans": "公安备案 1", "leads_to": ""}

    client.post(f"{ITEMS}add/", typed(**mark, image_file=badge()))
    item = NavigationItem.objects.get()
    client.logout()
    served = client.get(item.image_url)

    assert (served.status_code, served["Content-Type"], served.getvalue()[:4]) == (200, "image/png", b"\x89PNG")
    assert served["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert f'src="{item.image_url}"' in footer(client)
    client.force_login(cast("manager"))
    client.post(f"{ITEMS}{item.pk}/change/", typed(**mark, remove_image="on"))
    assert client.get(item.image_url).status_code == 404
    assert "<img" not in footer(client)


def test_a_badge_that_cannot_be_shown_is_absent_and_managers_are_told_until_it_is_back(client):
    client.force_login(cast("manager"))
    mark = {"place": "mark", "label_en": "", "label_zh_hans": "公安备案 1", "leads_to": ""}
    client.post(f"{ITEMS}add/", typed(**mark, image_file=badge()))
    item = NavigationItem.objects.get()
    with default_storage.open(item.image_path) as file:
        kept = file.read()
    whole = client.get("/admin/").content.decode()

    default_storage.delete(item.image_path)
    default_storage.save(item.image_path, ContentFile(b"not a picture any more"))
    answer = client.get(item.image_url).status_code
    told = client.get("/admin/").content.decode()
    client.force_login(cast("writer"))
    to_writers = client.get("/admin/").content.decode()
    default_storage.delete(item.image_path)
    default_storage.save(item.image_path, ContentFile(kept))
    client.force_login(cast("manager"))
    back = client.get("/admin/").content.decode()

    assert answer == 404
    assert f"{ITEMS}{item.pk}/change/" in told
    assert item.image_path in told
    assert [item.image_path in html for html in (whole, to_writers, back)] == [False] * 3
    item.refresh_from_db()
    assert item.unreadable_since is None


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (
            SimpleUploadedFile("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>"),
            "SVG drawings can carry programs",
        ),
        (SimpleUploadedFile("x.png", b"\x89PNG\r\n\x1a\nbroken"), "The picture is damaged or incomplete."),
        (badge((8, 8)), "The picture is too small: 8 × 8 pixels. Each side needs at least 16."),
        (badge((2001, 20)), "The picture is larger than 2000 pixels: make it smaller."),
    ],
    ids=["svg", "broken", "small", "large"],
)
def test_a_picture_that_is_none_is_refused_in_words(client, upload, said):
    client.force_login(cast("manager"))

    html = client.post(f"{ITEMS}add/", typed(image_file=upload)).content.decode()

    assert said in html
    assert not NavigationItem.objects.exists()


@pytest.mark.parametrize("address", [f"{'0' * 64}.png", "x.svg", ".png"])
def test_a_picture_that_no_entry_has_is_not_there(client, address):
    make_item()

    assert client.get(f"/media/site/{address}").status_code == 404


def test_the_settings_are_one_page_and_each_change_is_logged(client):
    client.force_login(cast("manager"))
    page = publish(kind="page", words=make_words("Access for all"))

    assert client.get(SETTINGS)["Location"] == f"{SETTINGS}add/"
    form = client.get(f"{SETTINGS}add/").content.decode()
    assert f"{page.article_id} · Access for all" in form
    client.post(
        f"{SETTINGS}add/",
        {
            "contact_en": "Our street\r\nour town",
            "grey_from": "2030-12-13",
            "grey_until": "2030-12-13",
            "minimum_articles": "3",
            "accessibility_page": str(page.article_id),
        },
    )
    assert client.get(SETTINGS)["Location"] == f"{SETTINGS}1/change/"
    client.post(f"{SETTINGS}1/change/", {"contact_en": "Another street"})

    own = SiteSettings.objects.get()
    assert (own.contact_en, own.grey_from, own.minimum_articles, own.accessibility_page) == (
        "Another street",
        None,
        None,
        None,
    )
    acts = [entry for entry in logged() if entry[0].startswith("sitesettings_")]
    assert [act for act, _details in acts] == ["sitesettings_added", "sitesettings_changed"]
    assert acts[1][1]["new"]["contact_en"] == "Another street"
    assert acts[1][1]["old"]["grey_from"] == "2030-12-13"


def test_only_standing_pages_state_accessibility(client):
    client.force_login(cast("manager"))
    news = publish()

    html = client.post(f"{SETTINGS}add/", {"accessibility_page": str(news.article_id)}).content.decode()

    assert "Select a valid choice" in html


@pytest.mark.parametrize("name", [*(role.value for role in Role if role != Role.MANAGER), "root"])
def test_nobody_but_a_manager_changes_what_stands_around_every_page(client, name):
    item, _own = make_item(), SiteSettings.objects.create(pk=1, contact_en="Our street")
    roles = () if name == "root" else (Role(name),)
    client.force_login(make_user("other", *roles, is_superuser=name == "root"))

    answers = [
        client.post(f"{ITEMS}add/", typed()),
        client.post(f"{ITEMS}{item.pk}/change/", typed(label_en="Mine")),
        client.post(f"{ITEMS}{item.pk}/delete/", {"post": "yes"}),
        client.post(f"{SETTINGS}1/change/", {"contact_en": "Mine"}),
        client.post(f"{SETTINGS}1/delete/", {"post": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 5
    assert NavigationItem.objects.get().label_en == "About us"
    assert SiteSettings.objects.get().contact_en == "Our street"
    expected = 200 if name in {"root", Role.AUDITOR} else 403
    assert {client.get(path).status_code for path in (ITEMS, f"{ITEMS}{item.pk}/change/", f"{SETTINGS}1/change/")} == {
        expected
    }


def test_the_list_costs_the_same_for_one_and_for_many(client, django_assert_max_num_queries):
    client.force_login(cast("manager"))
    make_item(article=publish().article)
    client.get(ITEMS)
    counts = []
    for number in range(2):
        with django_assert_max_num_queries(40) as counted:
            client.get(ITEMS)
        counts.append(len(counted))
        for more in range(3):
            make_item(f"More {number}{more}", article=publish().article)

    assert counts[0] == counts[1]
