import hashlib
from types import SimpleNamespace

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines

from articles.models import Attachment, Photo, RedactionOrder
from newsroom.accounts.roles import Role
from newsroom.shared.files import FileRefused
from newsroom.shared.images import ImageRefused
from tests.articles.uploads import image_upload, make_attachment, make_photo
from tests.make import at_stage, cast, make_article, make_edition, make_user, make_words

pytestmark = pytest.mark.django_db
BODY = '<p>They met.</p><figure data-photo="{}" data-alt="Two people"><figcaption>They met.</figcaption></figure>'


def words_with(photo):
    return make_words(body=BODY.format(photo.pk))


def restricted_article():
    return make_article(is_restricted=True, created_by=cast("writer"))


# models


def test_the_same_upload_is_the_same_photo():
    first, is_new = Photo.objects.keep(image_upload(), by=cast("writer"), credit="Li Ming")
    again, is_new_again = Photo.objects.keep(image_upload(), by=cast("translator"), credit="Somebody else")

    assert (is_new, is_new_again, again.pk, again.credit, Photo.objects.count()) == (
        True,
        False,
        first.pk,
        "Li Ming",
        1,
    )


def test_a_photo_is_named_by_the_hash_of_its_stored_bytes():
    photo = make_photo()

    with default_storage.open(photo.path) as file:
        assert hashlib.sha256(file.read()).hexdigest() == photo.sha256
    assert photo.path == f"photos/{photo.sha256[:2]}/{photo.sha256}.jpg"


def test_the_digest_covers_file_and_credit_but_not_how_it_is_cut():
    photo = make_photo(credit="摄影：李明")
    signed = f'{{"credit":"摄影：李明","sha256":"{photo.sha256}"}}'
    photo.focal_x = 10

    assert photo.digest == hashlib.sha256(signed.encode()).hexdigest()


def test_the_digest_of_an_attachment_covers_its_file():
    attachment = make_attachment()

    assert attachment.digest == hashlib.sha256(f'{{"sha256":"{attachment.sha256}"}}'.encode()).hexdigest()


def test_a_photo_uploaded_for_a_second_article_belongs_to_both():
    one, two = make_article(), make_article()
    photo = make_photo(by=cast("writer"), article=one)
    make_photo(by=cast("writer"), article=two)
    make_photo(by=cast("writer"), article=two)

    listed = [list(Photo.objects.of_article(article)) for article in (one, two)]
    assert listed == [[photo], [photo]]


def test_a_photo_belongs_to_the_articles_that_use_it():
    photo = make_photo()
    edition = make_edition(words=words_with(photo))

    assert list(Photo.objects.of_article(edition.article)) == [photo]


@pytest.mark.parametrize("make", [make_photo, make_attachment])
def test_staff_see_the_library_and_what_belongs_to_articles_that_they_may_see(make):
    library, open_one = make("red"), make("green", article=make_article())
    hidden = make("blue", article=restricted_article())
    model = type(library)

    seen = {name: set(model.objects.visible_to(cast(name))) for name in ("writer", "translator")}

    assert seen == {"writer": {library, open_one, hidden}, "translator": {library, open_one}}


@pytest.mark.parametrize("make", [make_photo, make_attachment])
def test_who_uploads_a_hidden_file_again_may_use_it_and_nobody_else(make):
    hidden = make(by=cast("writer"), article=restricted_article())

    make(by=cast("translator"))

    seen = [type(hidden).objects.visible_to(cast(name)).count() for name in ("writer", "translator", "initial")]
    assert seen == [1, 1, 0]


def test_the_credit_is_fixed_from_the_first_signature_on():
    photo = make_photo()
    edition = make_edition(words=words_with(photo))
    drafted = photo.is_signed
    at_stage(edition, "initial_review")

    assert (drafted, photo.is_signed) == (False, True)


@pytest.mark.parametrize(("make", "kind"), [(make_photo, "photos"), (make_attachment, "attachments")])
def test_what_is_removed_by_order_leaves_its_row_and_no_file(make, kind, django_capture_on_commit_callbacks):
    upload = make()
    digest, refusal = upload.digest, upload.refusal
    order = RedactionOrder.enter(by=make_user("one", Role.MANAGER), reference="2025-7", **{kind: [upload]})

    with django_capture_on_commit_callbacks(execute=True):
        order.carry_out(by=make_user("two", Role.MANAGER))

    upload.refresh_from_db()
    assert (upload.redacted_at is not None, upload.digest, default_storage.exists(upload.path)) == (True, digest, False)
    with pytest.raises(refusal, match="removed by order"):
        make()
    assert default_storage.exists(upload.path) is False


def test_a_refused_file_leaves_nothing_behind():
    with pytest.raises(ImageRefused):
        Photo.objects.keep(SimpleUploadedFile("x.jpg", b"MZ"), by=None)
    with pytest.raises(FileRefused):
        Attachment.objects.keep(SimpleUploadedFile("x.pdf", b"MZ"), by=None)

    assert (Photo.objects.count(), Attachment.objects.count(), default_storage.exists("photos")) == (0, 0, False)


# the tag


def render(photo, **options):
    names = " ".join(f"{name}={name}" for name in options)
    template = engines["django"].from_string(f"{{% load photos %}}{{% picture photo alt {names} %}}")
    return template.render({"photo": photo, "alt": 'Two "friends" <3', **options})


def make_unsaved(**fields):
    return Photo(
        **{"sha256": "ab" * 32, "extension": "jpg", "width": 1000, "height": 750, "focal_x": 24, "focal_y": 100}
        | fields
    )


def test_a_picture_offers_every_format_and_size():
    address = f"/media/photos/{'ab' * 32}"

    def srcset(extension):
        return ", ".join(f"{address}/{width}.{extension} {width}w" for width in (320, 640, 960, 1000))

    assert render(make_unsaved(), sizes="50vw") == (
        "<picture>"
        f'<source type="image/avif" srcset="{srcset("avif")}" sizes="50vw">'
        f'<source type="image/webp" srcset="{srcset("webp")}" sizes="50vw">'
        f'<img src="{address}/960.jpg" srcset="{srcset("jpg")}" sizes="50vw" width="960" height="720" '
        'alt="Two &quot;friends&quot; &lt;3" class="focal-x-2 focal-y-10" loading="lazy" decoding="async">'
        "</picture>"
    )


def test_the_lead_picture_is_loaded_first():
    lead = render(make_unsaved(), lead=True)

    assert ('fetchpriority="high"' in lead, "lazy" in lead) == (True, False)


@pytest.mark.parametrize("photo", [None, SimpleNamespace(redacted_at="2025-01-01")])
def test_a_photo_that_is_not_there_leaves_nothing(photo):
    assert render(photo) == ""
