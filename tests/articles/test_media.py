import datetime

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from articles.models import Attachment, Photo
from newsroom.shared import files, renditions
from tests.articles.uploads import make_attachment, make_photo
from tests.make import cast, make_article, make_edition, make_user, make_words, publish, take

pytestmark = pytest.mark.django_db
BODY = '<p>They met.</p><figure data-photo="{}" data-alt="Two people"><figcaption>They met.</figcaption></figure>'


def address_of(upload):
    return upload.url(640) if isinstance(upload, Photo) else upload.get_absolute_url()


def fetch(client, address, **options):
    """The answer, and the body that it streamed to its end."""
    response = client.get(address, **options)
    return response, response.getvalue()


def status(client, upload):
    return fetch(client, address_of(upload))[0].status_code


def words_with(photo, attachment=None):
    items = ({"id": attachment.pk, "label": "Agenda"},) if attachment else ()
    return make_words(body=BODY.format(photo.pk), attachments=items)


# who gets it


def test_the_public_gets_what_shown_words_use(client):
    photo, attachment = make_photo(), make_attachment()
    publish(words=words_with(photo, attachment))

    assert (status(client, photo), status(client, attachment)) == (200, 200)


def test_the_public_gets_the_lead_photo(client):
    photo = make_photo()
    publish(words=make_words(lead_photo_id=photo.pk, lead_alt="Two people"))

    assert status(client, photo) == 200


def test_the_public_gets_nothing_of_a_draft(client):
    photo, attachment = make_photo(), make_attachment()
    make_edition(words=words_with(photo, attachment))

    assert (status(client, photo), status(client, attachment)) == (404, 404)


def test_a_photo_of_a_draft_and_no_photo_at_all_are_answered_alike(client):
    photo, attachment = make_photo(), make_attachment()
    make_edition(words=words_with(photo, attachment))

    for upload in (photo, attachment):
        address = address_of(upload)
        draft, absent = client.get(address), client.get(address.replace(upload.sha256, "0" * 64))
        assert (draft.status_code, draft.content.replace(upload.sha256.encode(), b"0" * 64)) == (404, absent.content)
        assert dict(draft.headers) == dict(absent.headers)


def test_a_scheduled_photo_is_served_from_its_time_on_without_any_job(client):
    photo = make_photo()
    publish(words=words_with(photo), at=timezone.now() + datetime.timedelta(hours=2))
    before = status(client, photo)

    with time_machine.travel(timezone.now() + datetime.timedelta(hours=3)):
        assert (before, status(client, photo)) == (404, 200)


def test_a_replaced_photo_is_no_longer_served(client):
    old, new = make_photo(), make_photo(colour="green")
    edition = publish(words=words_with(old))
    take(edition, "revise", cast("translator"))
    take(edition, "save", cast("translator"), words=words_with(new))
    between = (status(client, old), status(client, new))
    take(edition, "hand_in", cast("translator"))
    take(edition, "approve", cast("initial"))
    take(edition, "publish", cast("final"))

    assert (between, status(client, old), status(client, new)) == ((200, 404), 404, 200)


def test_withdrawn_and_suspended_photos_are_no_longer_served(client):
    withdrawn, suspended = make_photo(), make_photo(colour="green")
    take(publish(words=words_with(withdrawn)), "withdraw", cast("final"), ending="gone", note="wrong")
    take(publish(words=words_with(suspended)), "suspend", cast("duty"), note="checking")

    assert (status(client, withdrawn), status(client, suspended)) == (404, 404)


def test_an_expired_notice_takes_its_attachment_along(client):
    attachment = make_attachment()
    until = timezone.now() + datetime.timedelta(days=1)
    publish(words=make_words(attachments=({"id": attachment.pk, "label": "Form"},)), kind="notice", visible_until=until)

    with time_machine.travel(until + datetime.timedelta(seconds=1)):
        assert status(client, attachment) == 404


@pytest.mark.parametrize("make", [make_photo, make_attachment])
def test_staff_get_what_they_may_see_and_no_cache_keeps_it(client, make):
    library = make()
    client.force_login(make_user())

    response, _body = fetch(client, address_of(library))

    assert (response.status_code, response.headers["Cache-Control"], "ETag" in response.headers) == (
        200,
        "private, no-store",
        False,
    )


@pytest.mark.parametrize("make", [make_photo, make_attachment])
def test_staff_do_not_get_what_belongs_to_a_restricted_article_of_others(client, make):
    upload = make(article=make_article(is_restricted=True, created_by=cast("writer")))

    answers = {}
    for username in ("writer", "translator"):
        client.force_login(cast(username))
        answers[username] = status(client, upload)

    assert answers == {"writer": 200, "translator": 404}


def test_a_user_who_is_not_staff_is_a_reader(client):
    photo = make_photo()
    client.force_login(make_user(is_staff=False))

    assert status(client, photo) == 404


@pytest.mark.parametrize("make", [make_photo, make_attachment])
def test_what_was_removed_by_order_is_gone_for_everyone(client, make, django_capture_on_commit_callbacks):
    upload = make()
    client.force_login(make_user())
    type(upload).objects.filter(pk=upload.pk).delete()
    upload.redacted_at = timezone.now()
    upload.save(force_insert=True)

    assert status(client, upload) == 404


# how it comes


def test_a_photo_comes_in_the_format_and_size_of_its_address(client):
    photo = make_photo()
    publish(words=words_with(photo))

    responses = {extension: fetch(client, photo.url(640, extension))[0] for extension in ("avif", "webp", "jpg")}

    assert {extension: response.headers["Content-Type"] for extension, response in responses.items()} == {
        "avif": "image/avif",
        "webp": "image/webp",
        "jpg": "image/jpeg",
    }
    headers = responses["jpg"].headers
    assert {name: headers.get(name) for name in ("Cache-Control", "X-Content-Type-Options", "Set-Cookie", "Vary")} == {
        "Cache-Control": "public, max-age=60",
        "X-Content-Type-Options": "nosniff",
        "Set-Cookie": None,
        "Vary": None,
    }


@pytest.mark.parametrize(
    "size",
    [
        "639.jpg",
        "1920.jpg",
        "640.png",
        "640.gif",
        "640.JPG",
        "0.jpg",
        "99999999999999999999.jpg",
        "-1.jpg",
        "x.jpg",
        "640",
    ],
)
def test_other_sizes_and_formats_do_not_exist(client, size):
    photo = make_photo(width=1000)
    publish(words=words_with(photo))

    assert client.get(f"/media/photos/{photo.sha256}/{size}").status_code == 404


def test_the_original_stands_in_for_a_size_that_cannot_be_made(client, monkeypatch):
    photo = make_photo()
    publish(words=words_with(photo))

    def no_encoder(*args):
        raise OSError("encoder not available")

    monkeypatch.setattr(renditions, "_shrink", no_encoder)

    response, body = fetch(client, photo.url(640, "webp"))

    with default_storage.open(photo.path) as file:
        assert (response.headers["Content-Type"], body) == ("image/jpeg", file.read())


def test_an_attachment_comes_as_a_download_that_runs_nothing(client):
    attachment = make_attachment(name="会议 议程.pdf")
    publish(words=make_words(attachments=({"id": attachment.pk, "label": "Agenda"},)))

    response, _body = fetch(client, attachment.get_absolute_url())

    names = (
        "Content-Type",
        "Content-Disposition",
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "Content-Length",
    )
    assert {name: response.headers[name] for name in names} == {
        "Content-Type": "application/pdf",
        "Content-Disposition": "attachment; filename*=utf-8''%E4%BC%9A%E8%AE%AE%20%E8%AE%AE%E7%A8%8B.pdf",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Content-Length": str(attachment.size),
    }


def test_an_attachment_has_one_name(client):
    attachment = make_attachment(name="agenda.pdf")
    publish(words=make_words(attachments=({"id": attachment.pk, "label": "Agenda"},)))

    assert client.get(attachment.get_absolute_url().replace("agenda.pdf", "agenda.html")).status_code == 404


def test_who_has_it_already_gets_304_while_it_is_public(client):
    photo = make_photo()
    edition = publish(words=words_with(photo))
    etag = fetch(client, photo.url(640))[0].headers["ETag"]

    again = client.get(photo.url(640), headers={"If-None-Match": etag})
    take(edition, "withdraw", cast("final"), ending="gone", note="wrong")
    later = client.get(photo.url(640), headers={"If-None-Match": etag})

    assert (again.status_code, again.content, later.status_code) == (304, b"", 404)


@pytest.mark.parametrize(
    ("asked", "status", "content_range", "part"),
    [
        ("bytes=0-4", 206, "bytes 0-4/{size}", slice(0, 5)),
        ("bytes=5-", 206, "bytes 5-{last}/{size}", slice(5, None)),
        ("bytes=-5", 206, "bytes {fifth}-{last}/{size}", slice(-5, None)),
        ("bytes=0-999999", 206, "bytes 0-{last}/{size}", slice(0, None)),
        ("bytes=0-1,3-4", 200, None, slice(0, None)),
        ("lines=1-2", 200, None, slice(0, None)),
    ],
)
def test_a_part_of_a_file_can_be_asked_for(client, asked, status, content_range, part):
    attachment = make_attachment()
    publish(words=make_words(attachments=({"id": attachment.pk, "label": "Agenda"},)))
    _full, whole = fetch(client, attachment.get_absolute_url())

    response, body = fetch(client, attachment.get_absolute_url(), headers={"Range": asked})

    size = {"size": len(whole), "last": len(whole) - 1, "fifth": len(whole) - 5}
    expected = content_range.format(**size) if content_range else None
    assert (response.status_code, response.headers.get("Content-Range"), body) == (status, expected, whole[part])


@pytest.mark.parametrize("asked", ["bytes=999999-", "bytes=-", "bytes=5-2"])
def test_a_part_that_is_not_there_is_refused_by_a_page_of_the_site(client, asked):
    attachment = make_attachment()
    publish(words=make_words(attachments=({"id": attachment.pk, "label": "Agenda"},)))

    response = client.get(attachment.get_absolute_url(), headers={"Range": asked, "Accept-Language": "es"})

    html = response.content.decode()
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{attachment.size}")
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert "style-src 'self'" in response["Content-Security-Policy"]
    assert '<html lang="es"' in html
    assert 'class="masthead"' in html


def test_head_tells_the_size_and_other_methods_are_refused(client):
    attachment = make_attachment()
    publish(words=make_words(attachments=({"id": attachment.pk, "label": "Agenda"},)))

    head = client.head(attachment.get_absolute_url())

    assert (head.status_code, head.headers["Content-Length"], head.getvalue()) == (200, str(attachment.size), b"")
    assert client.post(attachment.get_absolute_url()).status_code == 405


def test_a_file_lost_from_the_store_is_absent(client):
    attachment = make_attachment()
    publish(words=make_words(attachments=({"id": attachment.pk, "label": "Agenda"},)))
    default_storage.delete(attachment.path)

    assert (status(client, attachment), attachment.has_its_bytes()) == (404, False)


def test_a_file_changed_in_the_store_is_noticed():
    photo, attachment = make_photo(), make_attachment()
    before = (photo.has_its_bytes(), attachment.has_its_bytes())
    default_storage.delete(attachment.path)
    default_storage.save(attachment.path, ContentFile(b"something else"))

    assert (before, attachment.has_its_bytes()) == ((True, True), False)


def test_reading_writes_nothing_to_the_database(client, django_assert_num_queries):
    photo = make_photo()
    publish(words=words_with(photo))

    with django_assert_num_queries(1):
        fetch(client, photo.url(640))


def test_public_is_the_same_for_photos_and_attachments():
    photo, attachment, unused = make_photo(), make_attachment(), make_photo(colour="green")
    publish(words=words_with(photo, attachment))

    assert (list(Photo.objects.public()), list(Attachment.objects.public())) == ([photo], [attachment])
    assert unused not in Photo.objects.public()
    assert files.CONTENT_TYPES[attachment.extension] == "application/pdf"
