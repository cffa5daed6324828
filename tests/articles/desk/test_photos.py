import json

import pytest
from django.contrib.auth.models import Permission
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.models import Photo
from newsroom.accounts.models import LogEntry
from tests.articles.uploads import image_upload, make_attachment, make_photo, pdf_upload
from tests.make import cast, make_article, make_edition, make_user, make_words, publish

pytestmark = pytest.mark.django_db
BODY = '<p>They met.</p><figure data-photo="{}" data-alt="Two people"><figcaption>They met.</figcaption></figure>'


def keeper(username="keeper", *roles, **fields):
    """A member of staff who may do everything with photos and attachments that permissions alone decide."""
    user = make_user(username, *roles, **fields)
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="articles", content_type__model__in=["photo", "attachment"])
    )
    return user


def words_with(photo):
    return make_words(body=BODY.format(photo.pk))


def restricted_article():
    return make_article(is_restricted=True, created_by=cast("writer"))


# uploading


def upload(client, *chosen, model="photo", query="", **data):
    return client.post(reverse(f"admin:articles_{model}_add") + query, {"files": list(chosen), **data})


def outcome(response):
    return [(result["name"], result.get("reason") or result["is_new"]) for result in response.context["results"]]


def test_several_photos_are_uploaded_at_once_and_a_bad_one_does_not_lose_the_others(client):
    client.force_login(keeper())
    bad = SimpleUploadedFile("setup.jpg", b"MZ program")

    response = upload(
        client, image_upload("red", name="a.jpg"), bad, image_upload("green", name="b.jpg"), credit="Li Ming"
    )

    assert outcome(response) == [("a.jpg", True), ("setup.jpg", "This is a program, not a picture."), ("b.jpg", True)]
    assert [(photo.credit, photo.uploaded_by.username) for photo in Photo.objects.all()] == [("Li Ming", "keeper")] * 2
    page = response.content.decode()
    assert ("setup.jpg" in page, "This is a program, not a picture." in page, 'value="Li Ming"' in page) == (
        True,
        True,
        True,
    )


def test_uploading_the_same_again_says_so(client):
    client.force_login(keeper())
    upload(client, image_upload())

    response = upload(client, image_upload())

    assert outcome(response) == [("photo.jpg", False)]
    assert "was here already" in response.content.decode()


def test_no_file_is_told_at_the_field(client):
    client.force_login(keeper())

    response = upload(client, credit="Li Ming")

    assert response.context["form"].errors == {"files": ["Choose at least one file."]}
    assert 'value="Li Ming"' in response.content.decode()


def test_attachments_are_uploaded_in_the_same_way(client):
    client.force_login(keeper())

    response = upload(client, pdf_upload(name="议程.pdf"), image_upload(), model="attachment")

    reason = "This is not a PDF, .docx, .xlsx or .pptx file. Save it as one of these and upload that."
    assert outcome(response) == [("议程.pdf", True), ("photo.jpg", reason)]


def test_an_upload_for_an_article_is_kept_with_it(client):
    article = make_article()
    client.force_login(keeper())

    upload(client, image_upload(), query=f"?article={article.pk}")

    assert Photo.objects.get().article == article


@pytest.mark.parametrize("asked", ["{hidden}", "999999", "99999999999999999999999", "-1", "x", "１", "1.5"])
def test_an_upload_for_an_article_that_one_may_not_see_is_refused(client, asked):
    hidden = restricted_article()
    client.force_login(keeper())

    response = upload(client, image_upload(), query=f"?article={asked.format(hidden=hidden.pk)}")

    assert (response.status_code, Photo.objects.count()) == (404, 0)


def test_the_editor_gets_json(client):
    client.force_login(keeper())
    address = reverse("admin:articles_photo_add")

    files = [image_upload(), SimpleUploadedFile("x.svg", b"<svg/>")]
    response = client.post(address, {"files": files, "credit": "Li"}, headers={"Accept": "application/json"})
    empty = client.post(address, {}, headers={"Accept": "application/json"})

    photo = Photo.objects.get()
    assert response.json() == {
        "kept": [{"id": photo.pk, "thumbnail": photo.url(320), "credit": "Li", "width": 1000, "height": 750}],
        "refused": [
            {"name": "x.svg", "reason": "SVG drawings can carry programs and are not taken. Export it as PNG."}
        ],
    }
    assert (empty.status_code, empty.json()) == (400, {"errors": {"files": ["Choose at least one file."]}})


def test_the_editor_is_offered_the_photos_of_the_article_and_its_revisions_only(client):
    used, own, other = make_photo("red"), None, make_photo("green")
    edition = make_edition(words=words_with(used))
    own = make_photo("blue", article=edition.article, credit="Own")
    client.force_login(keeper())

    response = client.get(reverse("admin:articles_photo_for_article", args=[edition.article_id]))

    assert [item["id"] for item in response.json()] == [own.pk, used.pk]
    assert response.json()[0] == {
        "id": own.pk,
        "thumbnail": own.url(320),
        "credit": "Own",
        "width": 1000,
        "height": 750,
    }
    assert other.pk not in [item["id"] for item in response.json()]


def test_the_editor_is_offered_a_file_uploaded_before_for_an_article_that_is_hidden(client):
    hidden = make_photo(article=restricted_article())
    article, user = make_article(), keeper()
    client.force_login(user)
    upload(client, image_upload(), query=f"?article={article.pk}")

    response = client.get(reverse("admin:articles_photo_for_article", args=[article.pk]))

    assert [item["id"] for item in response.json()] == [hidden.pk]


def test_the_editor_is_offered_attachments_too(client):
    article = make_article()
    attachment = make_attachment(article=article)
    client.force_login(keeper())

    response = client.get(reverse("admin:articles_attachment_for_article", args=[article.pk]))

    assert response.json() == [
        {
            "id": attachment.pk,
            "name": "agenda.pdf",
            "size": attachment.size,
            "url": f"/media/files/{attachment.sha256}/agenda.pdf",
        }
    ]


@pytest.mark.parametrize("model", ["photo", "attachment"])
def test_a_hidden_article_and_no_article_offer_the_same(client, model):
    hidden = restricted_article()
    client.force_login(keeper())

    statuses = [
        client.get(reverse(f"admin:articles_{model}_for_article", args=[pk])).status_code for pk in (hidden.pk, 9999)
    ]
    assert statuses == [404, 404]


@pytest.mark.parametrize("address", ["add", "for_article", "changelist"])
def test_staff_without_permission_are_refused(client, address):
    article = make_article()
    client.force_login(make_user())

    args = [article.pk] if address == "for_article" else []
    assert client.get(reverse(f"admin:articles_photo_{address}", args=args)).status_code == 403


def test_the_library_lists_what_one_may_see(client):
    make_photo("red", credit="Seen")
    make_photo("green", credit="Hidden", article=restricted_article())
    client.force_login(keeper())

    page = client.get(reverse("admin:articles_photo_changelist"))

    assert [photo.credit for photo in page.context["cl"].result_list] == ["Seen"]


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize("model", ["photo", "attachment"])
def test_the_library_asks_the_database_as_often_for_one_as_for_three(client, django_assert_num_queries, model, many):
    for colour in ("red", "green", "blue")[:many]:
        (make_photo if model == "photo" else make_attachment)(colour, by=cast("writer"), article=make_article())
    client.force_login(keeper())
    address = reverse(f"admin:articles_{model}_changelist")
    client.get(address)

    with django_assert_num_queries(7):
        client.get(address)


# the library


def found(client, **query):
    return [
        photo.credit
        for photo in client.get(reverse("admin:articles_photo_changelist"), query).context["cl"].result_list
    ]


def test_photos_are_found_by_credit_and_note(client):
    for colour, credit, note in (
        ("red", "Li Ming", ""),
        ("green", "Wang", "the rector Li shakes hands"),
        ("blue", "Zhao", ""),
    ):
        photo = make_photo(colour, credit=credit)
        Photo.objects.filter(pk=photo.pk).update(note=note)
    client.force_login(keeper())

    assert found(client, q="li") == ["Wang", "Li Ming"]


def test_a_note_that_one_may_not_read_finds_nothing(client):
    photo = make_photo(credit="Li Ming", article=restricted_article())
    Photo.objects.filter(pk=photo.pk).update(note="secret visit")
    user = keeper()
    make_photo(by=user)
    client.force_login(user)

    page = client.get(reverse("admin:articles_photo_change", args=[photo.pk])).content.decode()

    assert (found(client, q="secret"), found(client, q="ming")) == ([], ["Li Ming"])
    assert ("secret visit" in page, "uploaded for" in page.lower()) == (False, False)
    assert client.get(reverse("admin:articles_photo_history", args=[photo.pk])).status_code == 403


def test_photos_are_found_by_use(client):
    used = make_photo("red", credit="Used")
    make_photo("green", credit="Unused")
    make_edition(words=words_with(used))
    user = keeper()
    make_photo("blue", credit="Mine", by=user)
    client.force_login(user)

    results = {use: found(client, use=use) for use in ("used", "unused", "mine")}
    assert results == {
        "used": ["Used"],
        "unused": ["Mine", "Unused"],
        "mine": ["Mine"],
    }


@pytest.mark.parametrize(
    "query", ["note__regex=(", "credit__startswith=a", "article__created_by__password__startswith=a"]
)
def test_other_lookups_are_refused(client, query):
    make_photo()
    client.force_login(keeper())

    assert client.get(f"{reverse('admin:articles_photo_changelist')}?{query}").status_code in (302, 400)


def change(client, photo, **data):
    values = {"focal_x": 50, "focal_y": 50, "credit": photo.credit, "note": ""} | data
    return client.post(reverse("admin:articles_photo_change", args=[photo.pk]), values)


def test_focal_point_and_credit_are_changed(client):
    photo = make_photo()
    client.force_login(keeper())

    response = change(client, photo, focal_x=30, focal_y=70, credit="Wang Fang")

    photo.refresh_from_db()
    assert (response.status_code, photo.focal_x, photo.focal_y, photo.credit) == (302, 30, 70, "Wang Fang")


@pytest.mark.parametrize("value", ["101", "-1", "x", ""])
def test_a_focal_point_outside_the_picture_is_told_at_the_field(client, value):
    photo = make_photo()
    client.force_login(keeper())

    response = change(client, photo, focal_x=value, credit="Wang Fang")

    assert list(response.context["adminform"].form.errors) == ["focal_x"]
    assert "Wang Fang" in response.content.decode()


def test_the_credit_of_a_signed_photo_stays_while_its_focal_point_moves(client):
    photo = make_photo(credit="Li Ming")
    publish(words=words_with(photo))
    client.force_login(keeper())

    change(client, photo, focal_x=30, credit="Somebody else")

    photo.refresh_from_db()
    assert (photo.credit, photo.focal_x) == ("Li Ming", 30)


def test_a_photo_of_another_article_than_the_own_is_not_changed(client):
    photo = make_photo(article=restricted_article())
    user = keeper()
    make_photo(by=user)
    client.force_login(user)

    assert change(client, photo, credit="Mine").status_code == 403


def delete(client, upload):
    return client.post(reverse(f"admin:articles_{upload._meta.model_name}_delete", args=[upload.pk]), {"post": "yes"})


@pytest.mark.parametrize("make", [make_photo, make_attachment])
def test_an_unused_file_is_deleted_with_all_its_sizes(client, make, django_capture_on_commit_callbacks):
    upload = make()
    client.force_login(keeper())

    with django_capture_on_commit_callbacks(execute=True):
        response = delete(client, upload)

    assert (response.status_code, type(upload).objects.count(), default_storage.exists(upload.path)) == (302, 0, False)
    assert LogEntry.objects.filter(action=f"{upload._meta.model_name}_deleted").count() == 1


def test_a_used_photo_is_not_deleted(client):
    photo = make_photo()
    make_edition(words=words_with(photo))
    client.force_login(keeper())

    assert (delete(client, photo).status_code, Photo.objects.count()) == (403, 1)


def test_a_photo_in_proposed_words_is_not_deleted(client):
    photo = make_photo()
    edition = make_edition(stage="final_review")
    edition.take(
        "return_to_initial", by=cast("final"), revision=edition.head_id, note="add the photo", words=words_with(photo)
    )
    client.force_login(keeper())

    assert (delete(client, photo).status_code, Photo.objects.count()) == (403, 1)


def test_the_page_of_a_used_photo_names_its_editions(client):
    photo = make_photo()
    edition = make_edition(words=make_words(title="A meeting of two", body=BODY.format(photo.pk)))
    client.force_login(keeper())

    page = client.get(reverse("admin:articles_photo_change", args=[photo.pk])).content.decode()

    assert (f"/admin/articles/edition/{edition.pk}/change/" in page, "A meeting of two" in page) == (True, True)


def test_the_json_list_is_not_cached(client):
    article = make_article()
    client.force_login(keeper())

    response = client.get(reverse("admin:articles_photo_for_article", args=[article.pk]))

    assert json.loads(response.content) == []
    assert "no-store" in response.headers["Cache-Control"]
