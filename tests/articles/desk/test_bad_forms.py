"""A form with a wrong value: the reason stands on the page, everything typed is still in it, and nothing is stored."""

import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html

from articles.models import Article, Attachment, IncomingDocument, Photo, RedactionOrder, Revision, StepTaken, Topic
from articles.workflow import Stage
from newsroom.accounts.models import User
from newsroom.accounts.roles import Role
from tests.articles.uploads import image_upload, make_attachment, make_photo, pdf_upload
from tests.make import at_stage, cast, make_article, make_edition, make_topic, make_user, make_words, publish, take

pytestmark = pytest.mark.django_db
REQUIRED = "This field is required."


def field_values(page: str) -> dict[str, list[str]]:
    """What the fields of a page hold, as a browser would send them, by name."""
    found: dict[str, list[str]] = {}
    for element in html.fromstring(page).xpath("//input[@name] | //textarea[@name] | //select[@name]"):
        if element.tag == "select":
            values = [option.get("value", "") for option in element.xpath(".//option[@selected]")]
        elif element.tag == "textarea":
            values = [(element.text or "").removeprefix("\n")]
        elif element.get("type") in {"checkbox", "radio"}:
            values = [element.get("value", "on")] if element.get("checked") is not None else []
        else:
            values = [element.get("value", "")]
        found.setdefault(element.get("name"), []).extend(values)
    return found


def lost(page: str, typed: dict) -> dict:
    """What of the typed values the page no longer holds; the body as the editor would show it."""
    there = field_values(page)
    wanted = {
        name: [str(each) for each in (value if isinstance(value, list) else [value])] for name, value in typed.items()
    }
    return {name: value for name, value in wanted.items() if not set(value) <= set(there.get(name, []))}


def check(answer, typed: dict, *sentences: str, statuses=(200, 400)):
    assert answer.status_code in statuses
    assert [sentence for sentence in sentences if sentence not in html.fromstring(answer.text).text_content()] == []
    assert lost(answer.text, typed) == {}


# articles


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"dated_on": "2025-02-30"}, "Enter a valid date."),
        ({"dated_on": ""}, REQUIRED),
        ({"dated_on": "10000-01-01"}, "Enter a valid date."),
        ({"visible_until": "2025-02-30T10:00"}, "Enter a valid date/time."),
        ({"visible_until": "0001-01-01T00:00"}, "Give a date between 1900 and 2100."),
        ({"kind": "news", "visible_until": "2030-01-01T10:00"}, "Only notices expire."),
    ],
)
def test_a_new_article_keeps_what_was_typed(client, wrong, sentence):
    typed = {
        "kind": "notice", "dated_on": "2025-09-29", "source_language": "en", "intended": ["en", "ar"], "topics": [make_topic().pk],
        "visible_until": "2030-01-01T10:00", "is_restricted": "on", "needs_second_review": "on",
    } | wrong  # fmt: skip
    client.force_login(cast("writer"))

    answer = client.post(reverse("admin:articles_article_add"), typed)

    check(answer, typed, sentence)
    assert not Article.objects.exists()


def test_a_changed_article_keeps_what_was_typed(client):
    article = make_edition("zh-hans").article
    typed = {"kind": "page", "dated_on": "9999-12-31", "topics": [make_topic().pk], "needs_second_review": "on"}
    client.force_login(cast("writer"))

    answer = client.post(reverse("admin:articles_article_change", args=[article.pk]), typed)

    check(answer, typed, "Give a date between 1900 and 2100.")
    article.refresh_from_db()
    assert (article.kind, article.needs_second_review) == ("news", False)


# words


def words_typed(**wrong):
    return {
        "words-title": "Two universities", "words-summary": "They met.", "words-body": "<p>Rectors shook hands.</p>", "words-lead_alt": "Hands",
        "words-lead_caption": "The rectors", "words-contributing_unit": "International Office", "words-text_by": "Li Ming",
        "words-photos_by": "Wang Fang", "words-change_note": "The year is right now.", "words-change_note_is_public": "on",
    } | {f"words-{name}": value for name, value in wrong.items()}  # fmt: skip


@pytest.mark.parametrize("step", ["save", "hand_in"])
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": "x" * 301}, "Ensure this value has at most 300 characters (it has 301)."),
        ({"text_by": "x" * 201}, "Ensure this value has at most 200 characters (it has 201)."),
        ({"change_note": "x" * 501}, "Ensure this value has at most 500 characters (it has 501)."),
        ({"lead_photo": "999"}, "Select a valid choice. That choice is not one of the available choices."),
        (
            {"body": f"<p>{'x' * 200_001}</p>"},
            "This text is too long: 200008 characters with its markup, 200000 at most.",
        ),
        ({"lead_alt": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_words_that_are_refused_stay_on_the_page(client, wrong, sentence, step):
    edition = make_edition("en", words=False)
    typed = words_typed(**wrong)
    client.force_login(cast("translator"))

    answer = client.post(reverse("admin:articles_edition_step", args=[edition.pk, step]), typed | {"revision": ""})

    kept = {name: value for name, value in typed.items() if "\0" not in value and name != "words-lead_photo"}
    check(answer, kept, sentence, statuses=[400])
    assert not Revision.objects.exists()


def test_attachments_chosen_with_a_wrong_place_stay_chosen(client):
    edition = make_edition("en", words=False)
    file = make_attachment(by=cast("translator"), article=edition.article)
    typed = words_typed(**{f"file_{file.pk}": "on", f"file_{file.pk}_label": "Programme", f"file_{file.pk}_place": "0"})
    client.force_login(cast("translator"))

    answer = client.post(reverse("admin:articles_edition_step", args=[edition.pk, "save"]), typed | {"revision": ""})

    check(answer, typed, "Ensure this value is greater than or equal to 1.", statuses=[400])
    closed = html.fromstring(answer.text).xpath("//details[not(@open)]//ul[contains(@class, 'errorlist')]")
    assert closed == []


# steps


@pytest.mark.parametrize(
    ("stage", "step", "who", "typed", "sentence"),
    [
        (Stage.INITIAL_REVIEW, "send_back", "initial", {"note": ""}, REQUIRED),
        (Stage.FINAL_REVIEW, "send_back", "final", {"note": " "}, REQUIRED),
        (Stage.INITIAL_REVIEW, "approve", "initial", {"note": "x" * 2001}, "at most 2000 characters (it has 2001)"),
        (Stage.FINAL_REVIEW, "publish", "final", {"note": "At noon", "at": "2025-02-30T12:00"}, "Enter a valid date/time."),
        (Stage.FINAL_REVIEW, "publish", "final", {"note": "At noon", "at": "2025-10-26T02:30+99:99"}, "Enter a valid date/time."),
        (Stage.PUBLISHED, "withdraw", "final", {"note": "Twice", "ending": "merged", "into": "999"}, "Select a valid choice."),
        (Stage.PUBLISHED, "withdraw", "final", {"note": "", "ending": "gone"}, REQUIRED),
        (Stage.PUBLISHED, "withdraw", "final", {"note": "Twice", "ending": "burnt"}, "Select a valid choice."),
    ],
)  # fmt: skip
def test_a_step_with_a_wrong_value_is_not_taken(client, stage, step, who, typed, sentence):
    edition = make_edition("en", stage=stage)
    taken = StepTaken.objects.count()
    client.force_login(cast(who))

    answer = client.post(
        reverse("admin:articles_edition_step", args=[edition.pk, step]), typed | {"revision": edition.head_id}
    )

    kept = {name: value for name, value in typed.items() if value.strip() and value != "burnt"}
    check(answer, kept, sentence, statuses=[400])
    assert StepTaken.objects.count() == taken


def test_proposed_words_without_a_reason_stay_on_the_page(client):
    edition = make_edition("en", stage=Stage.FINAL_REVIEW)
    typed = words_typed()
    client.force_login(cast("final"))

    answer = client.post(
        reverse("admin:articles_edition_step", args=[edition.pk, "return_to_initial"]),
        typed | {"revision": edition.head_id, "note": ""},
    )

    check(answer, typed, REQUIRED, statuses=[400])


def test_a_reason_written_for_a_step_that_is_no_longer_open_is_given_back(client):
    edition = make_edition("en", stage=Stage.INITIAL_REVIEW)
    head = edition.head_id
    reviewer = cast("initial")
    take(edition, "approve", reviewer)
    client.force_login(reviewer)

    answer = client.post(
        reverse("admin:articles_edition_step", args=[edition.pk, "send_back"]),
        {"revision": head, "note": "The dean’s name is misspelt."},
    )

    check(answer, {}, "The dean’s name is misspelt.", statuses=[403, 409])


def test_a_colleague_who_cannot_have_the_part_stays_chosen(client):
    edition = make_edition("en")
    writer = cast("writer")
    typed = {"user": str(writer.pk), "role": "final_reviewer"}
    client.force_login(cast("manager"))

    answer = client.post(reverse("admin:articles_edition_people", args=[edition.pk]), typed)

    check(answer, typed, "WRITER does not have the role “Final reviewer”.", statuses=[400])
    assert not edition.parts.filter(user=writer).exists()


def test_who_has_acted_is_offered_no_removal(client):
    edition = make_edition("en", stage=Stage.INITIAL_REVIEW)
    part = edition.assign(cast("initial"), "initial_reviewer", by=cast("manager"))
    client.force_login(cast("manager"))

    page = client.get(reverse("admin:articles_edition_change", args=[edition.pk])).text

    assert html.fromstring(page).xpath("//button[@name='remove']/@value") == [str(part.pk)]


def test_an_emergency_without_a_reason_keeps_what_was_ticked(client):
    edition = make_edition("en")
    typed = {"editions": [f"{edition.pk}:{edition.head_id}"]}
    client.force_login(cast("manager"))

    answer = client.post(reverse("admin:articles_article_emergency", args=[edition.article_id]), typed | {"note": ""})

    check(answer, typed, REQUIRED, statuses=[400])


# files


def bomb():
    """A PNG of 60,000 × 60,000 pixels in some hundred bytes."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("text.jpg", b"only words", "This is not a JPEG, PNG, WebP, GIF or HEIC picture. Save it as one of these and upload that."),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG drawings can carry programs and are not taken. Export it as PNG."),
        ("svg.png", b"<?xml version='1.0'?><svg/>", "SVG drawings can carry programs and are not taken. Export it as PNG."),
        ("a.eps", b"%!PS-Adobe-3.0 EPSF-3.0", "EPS, PostScript and PDF are not taken as pictures. Export it as PNG or JPEG."),
        ("bomb.png", bomb(), "The picture has more than 50 million pixels. Make it smaller and upload it again."),
        ("setup.jpg", b"MZ\x90\0program", "This is a program, not a picture."),
        ("half.jpg", image_upload().read()[:400], "The picture is damaged or incomplete. Export or download it again."),
        ("empty.jpg", b"", "The file is empty."),
        ("large.jpg", b"\xff\xd8\xff" + b"x" * 5000, "The file is larger than 4.0\xa0KB. Make it smaller and upload it again."),
    ],
)  # fmt: skip
def test_a_bad_picture_is_refused_with_its_reason_and_the_credit_stays(client, settings, name, content, reason):
    if name == "large.jpg":
        settings.NEWSROOM_PHOTO_MAX_BYTES = 4096
    client.force_login(cast("writer"))

    answer = client.post(
        reverse("admin:articles_photo_add"), {"files": [SimpleUploadedFile(name, content)], "credit": "Li Ming"}
    )

    check(answer, {"credit": "Li Ming"}, name, reason)
    assert not Photo.objects.exists()


def test_a_credit_that_is_too_long_takes_no_photo(client):
    client.force_login(cast("writer"))

    answer = client.post(reverse("admin:articles_photo_add"), {"files": [image_upload()], "credit": "x" * 3000})

    check(answer, {"credit": "x" * 3000}, "(it has 3000)")
    assert not Photo.objects.exists()


def test_a_focal_point_outside_the_photo_keeps_the_rest(client):
    photo = make_photo(by=cast("manager"))
    typed = {"focal_x": "50", "focal_y": "400", "credit": "Another name", "note": "From the archive"}
    client.force_login(cast("manager"))

    answer = client.post(reverse("admin:articles_photo_change", args=[photo.pk]), typed)

    check(answer, typed, "Ensure this value is less than or equal to 100.")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("agenda.pdf", b"MZ\x90\0program", "This is a program, not a document."),
        ("agenda.pdf", b"only words", "This is not a PDF, .docx, .xlsx or .pptx file. Save it as one of these and upload that."),
        ("agenda.docx", b"PK\x03\x04broken", "The file is damaged and cannot be opened. Save it again and upload that."),
        ("agenda.pdf", b"%PDF-1.7\nhalf", "The PDF is incomplete: its end is missing. Export or download it again."),
        ("agenda.docx", pdf_upload().read(), "The name ends in .docx, but this is a PDF document. Check that it is the right file and rename it."),
        ("agenda.pdf", b"", "The file is empty."),
    ],
)  # fmt: skip
def test_a_bad_attachment_is_refused_with_its_reason(client, name, content, reason):
    client.force_login(cast("writer"))

    answer = client.post(reverse("admin:articles_attachment_add"), {"files": [SimpleUploadedFile(name, content)]})

    check(answer, {}, name, reason)
    assert not Attachment.objects.exists()


OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("report.docx", b"PK\x03\x04broken", "“report.docx” is damaged"),
        ("report.doc", OLD_OFFICE, "“report.doc”"),
        ("report.wps", OLD_OFFICE, "“report.wps”"),
        ("report.txt", b"", "“report.txt” is empty."),
        ("report.txt", b" \n\t\n ", "“report.txt” has no words in it."),
        ("setup.txt", b"MZ\x90\0\0\0", "“setup.txt”"),
        ("photo.txt", image_upload().read(), "“photo.txt” is a picture, not a document with words."),
    ],
)
def test_a_document_that_cannot_be_read_is_refused_and_leaves_nothing(client, name, content, sentence):
    client.force_login(cast("writer"))

    answer = client.post(reverse("admin:articles_start"), {"file": SimpleUploadedFile(name, content)})

    check(answer, {}, sentence)
    assert not IncomingDocument.objects.exists()
    if content is OLD_OFFICE:
        assert ".docx" in answer.context["form"].errors["file"][0]


def test_a_pasted_text_stays_when_the_file_beside_it_is_bad(client):
    client.force_login(cast("writer"))
    text = "A title\n2025-09-29\n\nThey met.\n"

    answer = client.post(
        reverse("admin:articles_start"), {"file": SimpleUploadedFile("a.doc", OLD_OFFICE), "text": text}
    )

    check(answer, {"text": text}, "Give a file or paste a text: one of the two.")


def test_a_draft_with_an_impossible_date_keeps_its_lines_and_words(client):
    client.force_login(cast("writer"))
    client.post(reverse("admin:articles_start"), {"text": "A title\n2025-09-29\n\nThey met.\n"})
    address = reverse("admin:articles_start_document", args=[IncomingDocument.objects.get().pk])
    typed = {
        "language": "en", "source_language": "en", "kind": "notice", "title": "Another title", "dated_on": "2025-02-30",
        "summary": "They met.", "read_count": "-1", "contributing_unit": "Office", "text_by": "Li Ming", "photos_by": "", "line-2": "paragraph",
    }  # fmt: skip

    answer = client.post(address, typed | {"do": "make", "article": "9" * 5000})

    check(
        answer,
        typed,
        "Write the date as year-month-day: 2025-09-29.",
        "Ensure this value is greater than or equal to 0.",
    )
    assert not Article.objects.exists()


# records of the office


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"slug": "two words"}, "Enter a valid “slug”"),
        ({"slug": "cooperation"}, "already exists."),
        ({"name_es": "x" * 500}, "(it has 500)"),
    ],
)
def test_a_topic_keeps_its_names(client, wrong, sentence):
    make_topic()
    typed = {"slug": "sport", "name_en": "Sport", "name_zh_hans": "体育", "name_es": "Deporte"} | wrong
    client.force_login(cast("manager"))

    answer = client.post(reverse("admin:articles_topic_add"), typed)

    check(answer, typed, sentence)
    assert Topic.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"reference": ""}, REQUIRED),
        ({"reference": "x" * 201}, "(it has 201)"),
        ({"revisions": []}, ""),
    ],
)
def test_an_order_to_redact_keeps_what_was_chosen(client, wrong, sentence):
    edition = publish("en")
    typed = {"reference": "Court, 7/2025", "revisions": [edition.head_id]} | wrong
    client.force_login(cast("manager"))

    answer = client.post(reverse("admin:articles_redactionorder_add") + f"?article={edition.article_id}", typed)

    check(answer, typed, sentence, statuses=[400, 409])
    assert not RedactionOrder.objects.exists()


@pytest.mark.parametrize("number", ["", "0", "-1", "abc", "９９", "9" * 30, "9" * 3000])
def test_an_order_asks_for_an_article_that_there_is(client, number):
    client.force_login(cast("manager"))

    answer = client.get(reverse("admin:articles_redactionorder_add"), {"article": number})

    assert answer.status_code == 400
    assert answer.context["form"].errors["article"]


# people


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"username": "two words"}, "Enter a valid username."),
        ({"username": "writer"}, "already exists."),
        ({"email": "nowhere"}, "Enter a valid email address."),
        ({"staff_number": "9" * 41}, "(it has 41)"),
        ({"printed_name_en": "x" * 121}, "(it has 121)"),
        ({"password2": "Another-1-entirely"}, "password"),
        ({"interface_language": "xx"}, "Select a valid choice."),
    ],
)
def test_a_new_member_of_staff_keeps_what_was_typed(client, wrong, sentence):
    cast("writer")
    role = User.groups.rel.model.objects.get(name=Role.TRANSLATOR.value)
    typed = {
        "username": "li", "email": "li@example.org", "staff_number": "17", "interface_language": "en", "groups": [role.pk],
        "working_languages": ["en", "zh-hans"], "printed_name_en": "LI Ming", "post_en": "Editor", "unit_zh_hans": "国际处",
    } | {name: value for name, value in wrong.items() if name != "password2"}  # fmt: skip
    client.force_login(make_user("root", is_superuser=True))
    number = User.objects.count()

    secrets = {"password1": "a-Long-enough-1", "password2": wrong.get("password2", "a-Long-enough-1")}
    answer = client.post(reverse("admin:accounts_user_add"), typed | secrets)

    kept = typed if wrong.get("interface_language") != "xx" else {**typed, "interface_language": []}
    check(answer, kept, sentence)
    assert User.objects.count() == number
    # passwords are never written into a page
    assert "a-Long-enough-1" not in answer.text


def test_ones_own_account_keeps_what_was_typed(client):
    user = cast("translator")
    typed = {
        "interface_language": "zh-hans",
        "printed_name_en": "x" * 121,
        "printed_name_zh_hans": "周牧之",
        "post_en": "Translator",
    }
    client.force_login(user)

    answer = client.post(reverse("admin:my_account"), typed)

    check(answer, typed, "(it has 121)")
    user.refresh_from_db()
    assert (user.printed_name_en, user.interface_language) == ("TRANSLATOR", "")


def test_who_mistypes_a_password_types_the_name_only_once(client):
    answer = client.post(reverse("admin:login"), {"username": "li", "password": "wrong"})

    check(answer, {"username": "li"}, "Please enter the correct username and password")


def test_a_published_edition_says_how_it_is_changed(client):
    edition = at_stage(make_edition("en", article=make_article(), words=make_words()), Stage.PUBLISHED)
    client.force_login(cast("writer"))

    page = client.get(reverse("admin:articles_edition_change", args=[edition.pk])).text

    assert "takes the step “Revise”" in page
