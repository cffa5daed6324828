"""What a reader of an article can do with it: share it, read on, save its photos, see what was corrected."""

import io
import re
from urllib.parse import unquote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from articles.models import Photo, RedactionOrder
from articles.models.links import ArticleAgreement, ArticleEvent, ArticleOrganisation
from newsroom.accounts.roles import Role
from newsroom.shared import renditions
from newsroom.site.models import SiteSettings
from tests.articles.uploads import make_attachment, make_photo
from tests.make import at_stage, cast, make_article, make_edition, make_topic, make_user, make_words, publish, take
from tests.make_records import make_agreement, make_event, make_organisation

pytestmark = pytest.mark.django_db


def address(edition, slug="a-meeting", kind="news"):
    return f"/{edition.language}/{kind}/{edition.article_id}-{slug}/"


def page_of(client, edition, **where) -> str:
    response = client.get(address(edition, **where))
    assert response.status_code == 200
    return response.content.decode()


def meta(html: str) -> dict[str, str]:
    """What the head says to those who show links, by name."""
    return dict(re.findall(r'<meta\s+(?:property|name)="([^"]+)"\s+content="([^"]*)"', html))


def section(html: str, name: str) -> str:
    """The words of a section, spaces folded."""
    found = re.search(rf'<section[^>]*aria-labelledby="{name}".*?</section>', html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def redact(**items):
    order = RedactionOrder.enter(by=cast("manager"), reference="Court 12/2026", **items)
    order.carry_out(by=make_user("second-manager", Role.MANAGER))


def fetch(client, path, **options):
    response = client.get(path, **options)
    return response, b"".join(response.streaming_content) if response.streaming else response.content


# how a link looks


def test_a_shared_link_says_what_the_article_is(client):
    topic = make_topic()
    article = make_article(source_language="en", topics=[topic])
    publish("es", article=article)
    edition = publish(article=article, words=make_words(summary="Two universities met in May."))

    said = meta(page_of(client, edition))
    since = timezone.localtime(edition.live.visible_from)

    expected = {
        "og:type": "article",
        "og:title": "A meeting",
        "og:description": "Two universities met in May.",
        "description": "Two universities met in May.",
        "og:image": f"http://testserver{address(edition)}card.jpg",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "A meeting",
        "og:image:type": "image/jpeg",
        "article:published_time": since.isoformat(),
        "article:tag": "Cooperation",
        "twitter:card": "summary_large_image",
    }
    assert {name: said[name] for name in expected} == expected
    assert "article:modified_time" not in said


@pytest.mark.parametrize(
    ("width", "height", "is_photo"), [(1600, 900, True), (620, 480, True), (590, 440, False), (1600, 300, False)]
)
def test_a_card_has_all_its_pixels_from_the_lead_photo_where_it_is_large_enough(client, width, height, is_photo):
    photo = make_photo(width=width, height=height)
    edition = publish(words=make_words(lead_photo_id=photo.pk, lead_alt="Two people"))

    said = meta(page_of(client, edition))
    response, body = fetch(client, said["og:image"].removeprefix("http://testserver"))

    photographed = (f"http://testserver{photo.crop_url('card')}", "Two people")
    drawn = (f"http://testserver{address(edition)}card.jpg", "A meeting")
    assert (said["og:image"], said["og:image:alt"]) == (photographed if is_photo else drawn)
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    with Image.open(io.BytesIO(body)) as image:
        assert (image.format, image.size) == ("JPEG", (1200, 630))
    assert response.headers["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize(("width", "height", "hidden"), [(None, None, 1), (640, 480, 0), (301, 301, 0), (800, 300, 1)])
def test_an_article_without_a_large_photo_has_a_picture_for_wechat_and_none_for_readers(client, width, height, hidden):
    photo = make_photo(width=width, height=height) if width else None
    words = make_words(lead_photo_id=photo.pk, lead_alt="Two people") if photo else make_words()

    html = page_of(client, publish(words=words))

    first = re.findall(r"<img\b[^>]*>", html.partition("<main")[2])[:hidden]
    assert len(re.findall(r'<img\s+src="[^"]+card\.jpg"[^>]*\salt=""[^>]*\shidden', html)) == hidden
    assert ["hidden" in each for each in first] == [True] * hidden


def test_search_engines_are_told_of_the_photo_in_their_shapes(client):
    photo = make_photo(width=1600)
    html = page_of(client, publish(words=make_words(lead_photo_id=photo.pk, lead_alt="Two people")))

    assert [name for name in ("16x9", "4x3", "1x1") if f"{photo.sha256}/{name}.jpg" in html] == ["16x9", "4x3", "1x1"]


def test_pages_without_a_picture_of_their_own_share_the_card_of_the_site(client):
    organisation, agreement, event = make_organisation("Sierra Alta"), make_agreement(), make_event()
    paths = ["/en/", "/en/news/", "/en/partners/", "/es/events/"]
    paths += [f"/en/partners/{organisation.pk}-{organisation.slug}/"]
    paths += [f"/en/agreements/{agreement.pk}-{agreement.slug}/", f"/en/events/{event.pk}-{event.slug}/"]

    for path in paths:
        said = meta(client.get(path).content.decode())
        language = path[1:3]
        assert (said["og:image"], bool(said["og:title"])) == (f"http://testserver/{language}/card.jpg", True), path
    response, body = fetch(client, "/en/card.jpg")

    assert (response.status_code, response["Content-Type"], body[:2]) == (200, "image/jpeg", b"\xff\xd8")
    assert client.get("/en/card.jpg", headers={"If-None-Match": response["ETag"]}).status_code == 304


# the drawn card


def test_a_card_is_there_while_its_words_are_shown_and_absent_otherwise(client):
    shown, draft = publish(), make_edition(words=make_words())
    withdrawn = publish()
    take(withdrawn, "withdraw", cast("final"), ending="notice", note="wrong")
    suspended = publish()
    take(suspended, "suspend", cast("duty"), note="checking")

    answers = [client.get(f"{address(each)}card.jpg") for each in (shown, draft, withdrawn, suspended)]
    absent = client.get("/en/news/99999-a-meeting/card.jpg")
    untranslated = client.get(f"/es/news/{shown.article_id}-a-meeting/card.jpg")

    assert [answer.status_code for answer in answers] == [200, 404, 404, 404]
    assert answers[1].content == absent.content
    assert untranslated.status_code == 404
    answers[0].close()


def test_a_card_follows_its_title_and_an_old_address_leads_to_the_new_one(client):
    edition = publish()
    first = client.get(f"{address(edition)}card.jpg")
    at_stage(edition, "published", words=make_words("Another title"))

    moved = client.get(f"{address(edition)}card.jpg")
    second = client.get(moved["Location"])

    assert (moved.status_code, moved["Location"]) == (301, f"{address(edition, 'another-title')}card.jpg")
    assert first["ETag"] != second["ETag"]
    first.close()
    second.close()


def test_a_card_is_kept_once_it_is_drawn(client):
    edition = publish()

    tags = set()
    for _time in range(2):
        response, _body = fetch(client, f"{address(edition)}card.jpg")
        tags.add(response["ETag"])

    assert len(tags) == 1
    assert len(default_storage.listdir(f"cards/{edition.head.card_folder}")[1]) == 1


def test_words_removed_by_order_are_on_no_card_and_in_no_file(client, django_capture_on_commit_callbacks):
    edition = publish(words=make_words("A name"))
    fetch(client, f"{address(edition, 'a-name')}card.jpg")
    folder = f"cards/{edition.head.card_folder}"
    before = len(default_storage.listdir(folder)[1])

    with django_capture_on_commit_callbacks(execute=True):
        redact(revisions=[edition.head])
    here = client.get(f"/en/news/{edition.article_id}-a-name/").headers["Location"]
    html = client.get(here).content.decode()

    assert (before, default_storage.listdir(folder)[1]) == (1, [])
    assert client.get(f"{here}card.jpg").status_code == 404
    assert meta(html)["og:image"] == "http://testserver/en/card.jpg"
    assert "A name" not in html
    assert section(html, "share") == ""


# related news


def test_related_news_share_records_first_then_topics_the_newest_first(client):
    topic, partner, agreement = make_topic(), make_organisation("Sierra Alta"), make_agreement()
    asked = make_article(source_language="en", topics=[topic], dated_on="2025-05-01")
    ArticleOrganisation.objects.create(article=asked, organisation=partner)
    ArticleAgreement.objects.create(article=asked, agreement=agreement)
    edition = publish(article=asked, words=make_words("Asked"))
    for title, day, topics, of_partner, of_agreement in (
        ("Both records", "2024-01-01", [], True, True),
        ("Old partner", "2024-02-01", [], True, False),
        ("New partner", "2025-02-01", [], True, False),
        ("Old topic", "2024-03-01", [topic], False, False),
        ("New topic", "2025-03-01", [topic], False, False),
        ("Nothing shared", "2025-04-01", [], False, False),
    ):
        article = make_article(source_language="en", topics=topics, dated_on=day)
        if of_partner:
            ArticleOrganisation.objects.create(article=article, organisation=partner)
        if of_agreement:
            ArticleAgreement.objects.create(article=article, agreement=agreement)
        publish(article=article, words=make_words(title))

    html = page_of(client, edition, slug="asked")

    titles = re.findall(r"<h3>\s*<a[^>]*>([^<]+)</a>", html.partition('class="related"')[2])
    assert titles == ["Both records", "New partner", "Old partner", "New topic"]


def test_related_news_are_of_the_language_and_shown(client):
    topic = make_topic()
    edition = publish(article=make_article(source_language="en", topics=[topic]), words=make_words("Asked"))
    publish("es", article=make_article(source_language="es", topics=[topic]), words=make_words("En español"))
    make_edition(article=make_article(source_language="en", topics=[topic]), words=make_words("A draft"))
    hidden = publish(article=make_article(source_language="en", topics=[topic]), words=make_words("Suspended"))
    take(hidden, "suspend", cast("duty"), note="checking")
    publish(article=make_article(source_language="en", topics=[topic], kind="notice"), words=make_words("A notice"))

    assert 'class="related"' not in page_of(client, edition, slug="asked")


def test_a_record_that_is_not_public_relates_nothing(client):
    event = make_event(public=False)
    editions = []
    for title in ("Asked", "Other"):
        article = make_article(source_language="en")
        ArticleEvent.objects.create(article=article, event=event)
        editions.append(publish(article=article, words=make_words(title)))

    assert 'class="related"' not in page_of(client, editions[0], slug="asked")


# sharing


def test_an_article_can_be_shared_without_any_script_or_other_site(client, settings):
    settings.SITE_ORIGIN = "https://news.example.edu"
    edition = publish(words=make_words("Déjà vu & “more”"))
    html = page_of(client, edition, slug="deja-vu-more")
    whole = f"https://news.example.edu{address(edition, 'deja-vu-more')}"

    shared = html.partition('class="share')[2].partition("</section>")[0]
    mail = re.search(r'href="(mailto:[^"]+)"', shared)[1].replace("&amp;", "&")

    assert f'value="{whole}"' in shared
    assert unquote(mail) == f"mailto:?subject=Déjà vu & “more”&body=Déjà vu & “more”\n{whole}"
    assert "&" not in mail.partition("&body")[0].partition("subject=")[2]
    assert "<svg" in shared.partition("<details>")[2]
    assert [button.split()[-1] for button in re.findall(r"<button([^>]*)>", shared)] == ["hidden", "hidden"]
    assert set(re.findall(r'https?://([^/"]+)', shared)) == {"news.example.edu"}


# corrections


def test_corrections_stand_near_the_date_and_below(client):
    edition = publish()
    before = page_of(client, edition)
    words = make_words(body="<p>Three.</p>", change_note="Three, not two", change_note_is_public=True)
    at_stage(edition, "published", words=words)
    after = page_of(client, edition)

    assert "corrections" not in before.lower()
    assert '<a href="#corrections">See corrections</a>' in after.partition("<h1>")[0]
    assert 'id="corrections"' in after
    assert "Three, not two" in section(after, "corrections-title")


# the original has changed


@pytest.fixture
def translated():
    """A source and its translation, both published."""
    source = publish("zh-hans", words=make_words("会议"))
    return source, publish("en", article=source.article)


def notice(client, edition):
    return "The original has changed since this translation." in page_of(client, edition)


def test_readers_are_told_that_the_original_has_changed_where_the_site_wants_it(client, settings, translated):
    source, translation = translated
    settings.NEWSROOM_STALE_NOTICE = True
    before = notice(client, translation)
    at_stage(source, "published", words=make_words("会议", body="<p>Three.</p>"))
    after, html = notice(client, translation), page_of(client, translation)
    settings.NEWSROOM_STALE_NOTICE = False

    assert (before, after, notice(client, translation)) == (False, True, False)
    assert f'<a href="/zh-hans/news/{source.article_id}-hui-yi/" hreflang="zh-Hans">' in html
    assert "Read the original: 简体中文" in html


def test_words_that_came_back_or_were_confirmed_or_are_not_shown_are_no_change(client, settings, translated):
    source, translation = translated
    settings.NEWSROOM_STALE_NOTICE = True
    take(source, "revise", cast("writer"))
    take(source, "save", cast("writer"), words=make_words("会议", body="<p>A draft.</p>"))
    of_draft = notice(client, translation)
    at_stage(source, "published", words=make_words("会议", body="<p>Three.</p>"))
    of_change = notice(client, translation)
    translation.confirm(
        by=cast("translator"), revision=translation.head_id, source_revision=translation.source_revision_now().pk
    )
    confirmed = notice(client, translation)
    at_stage(source, "published", words=make_words("会议", body="<p>Four.</p>"))
    changed_again = notice(client, translation)
    take(source, "withdraw", cast("final"), ending="gone", note="wrong")

    assert (of_draft, of_change, confirmed, changed_again) == (False, True, False, True)
    assert not notice(client, translation)


def test_the_original_itself_says_nothing_of_the_kind(client, settings, translated):
    source, _translation = translated
    settings.NEWSROOM_STALE_NOTICE = True
    at_stage(source, "published", words=make_words("会议", body="<p>Three.</p>"))

    assert "hui-yi" in address(source, "hui-yi")
    assert "notice-box" not in page_of(client, source, slug="hui-yi")


# pictures come in time


@pytest.mark.parametrize(("has_lead", "loading"), [(True, ["high", "lazy", "lazy"]), (False, ["high", "lazy"])])
def test_the_first_picture_of_an_article_is_asked_for_at_once_and_the_others_later(client, has_lead, loading):
    above, first, second = make_photo(), make_photo("green"), make_photo("blue")
    body = "".join(f'<p>Words.</p><figure data-photo="{each.pk}" data-alt="x"></figure>' for each in (first, second))
    lead = {"lead_photo_id": above.pk, "lead_alt": "x"} if has_lead else {}

    html = page_of(client, publish(words=make_words(body=body, **lead)))

    pictures = re.findall(r"<picture>.*?</picture>", html)
    assert [re.search('(?:fetchpriority|loading)="([^"]+)"', each)[1] for each in pictures] == loading


# photos for the press


def test_a_photo_can_be_saved_in_full_size_with_its_licence(client):
    lead, inside = make_photo(width=1600), make_photo("green")
    body = f'<p>They met.</p><figure data-photo="{inside.pk}" data-alt="Two people"></figure>'
    edition = publish(words=make_words(body=body, lead_photo_id=lead.pk, lead_alt="Two people"))
    unsaid = page_of(client, edition)
    SiteSettings.objects.create(pk=1, licence_of_photos_en="CC BY 4.0", licence_of_photos_es="CC BY 4.0 (es)")
    said = page_of(client, edition)
    response, body = fetch(client, lead.original_url)

    assert [said.count(photo.original_url) for photo in (lead, inside)] == [1, 1]
    # under each photo and in the footer
    assert (said.count("CC BY 4.0"), unsaid.count("To use this photo, ask International Office.")) == (3, 2)
    assert response["Content-Disposition"] == f'attachment; filename="{lead.sha256[:12]}.jpg"'
    with default_storage.open(lead.path) as file:
        assert body == file.read()


def test_photos_that_are_not_shown_cannot_be_saved(client, django_capture_on_commit_callbacks):
    draft, removed = make_photo(), make_photo("green")
    make_edition(words=make_words(lead_photo_id=draft.pk, lead_alt="Two people"))
    edition = publish(words=make_words(lead_photo_id=removed.pk, lead_alt="Two people", lead_caption="Hall"))
    fetch(client, removed.crop_url("card"))
    with django_capture_on_commit_callbacks(execute=True):
        redact(photos=[removed])
    removed.refresh_from_db()

    paths = [path for photo in (draft, removed) for path in (photo.original_url, photo.crop_url("card"))]
    assert [client.get(path).status_code for path in paths] == [404] * 4
    assert "Download photo" not in page_of(client, edition)
    assert meta(page_of(client, edition))["og:image"].endswith(f"{address(edition)}card.jpg")
    assert default_storage.listdir(f"renditions/{removed.sha256[:2]}/{removed.sha256}")[1] == []


@pytest.mark.parametrize("path", ["original.png", "original.exe", "2x1.jpg", "card.png"])
def test_other_forms_of_a_photo_do_not_exist(client, path):
    photo = make_photo()
    publish(words=make_words(lead_photo_id=photo.pk, lead_alt="Two people"))

    assert client.get(f"/media/photos/{photo.sha256}/{path}").status_code == 404


# pictures that cannot be shown


def lose(upload):
    default_storage.delete(upload.path)


def damage(upload):
    lose(upload)
    default_storage.save(upload.path, ContentFile(b"not a picture any more"))


def block(upload):
    """Nothing that can be opened stands where the file should be."""
    lose(upload)
    default_storage.save(f"{upload.path}/inside", ContentFile(b"x"))


@pytest.mark.parametrize("harm", [lose, damage, block])
def test_a_picture_that_cannot_be_shown_is_absent_and_the_desk_is_told(client, harm):
    photo = make_photo()
    edition = publish(words=make_words(lead_photo_id=photo.pk, lead_alt="Two people"))
    harm(photo)

    answers = [
        client.get(path).status_code for path in (photo.url(640, "webp"), photo.crop_url("4x3"), photo.original_url)
    ]
    html = page_of(client, edition)
    client.force_login(cast("final"))
    desk = client.get("/admin/").content.decode()

    assert answers == [404, 404, 404]
    assert 'alt="Two people"' in html
    assert "Pictures and files that cannot be shown" in desk
    assert f"/admin/articles/photo/{photo.pk}/change/" in desk


def test_a_size_that_was_lost_is_made_again(client):
    photo = make_photo()
    publish(words=make_words(lead_photo_id=photo.pk, lead_alt="Two people"))
    _response, first = fetch(client, photo.url(640, "webp"))
    default_storage.delete(renditions.rendition_path(photo.sha256, 640, "webp"))

    _response, again = fetch(client, photo.url(640, "webp"))

    assert first == again
    assert not Photo.objects.exclude(unreadable_since=None).exists()


def test_the_desk_forgets_what_was_put_back_and_keeps_from_staff_what_they_may_not_see(client):
    attachment = make_attachment()
    secret = make_photo(article=make_article(is_restricted=True, created_by=cast("writer")))
    publish(words=make_words(attachments=({"id": attachment.pk, "label": "Agenda"},)))
    with default_storage.open(attachment.path) as file:
        kept = file.read()
    lose(attachment)
    lose(secret)
    Photo.objects.filter(pk=secret.pk).update(unreadable_since=timezone.now())
    asked = client.get(attachment.get_absolute_url()).status_code

    client.force_login(cast("translator"))
    lost = client.get("/admin/").content.decode()
    default_storage.save(attachment.path, ContentFile(kept))
    back = client.get("/admin/").content.decode()

    assert asked == 404
    assert attachment.path in lost
    assert secret.path not in lost
    assert "cannot be shown" not in back
