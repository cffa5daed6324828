"""Start from a document, in the admin: nothing is made before it is shown, and nothing typed is lost."""

import datetime
import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Edition, Photo, StepTaken
from articles.models.incoming import IncomingDocument
from newsroom.accounts.roles import Role
from tests.make import make_article, make_edition, make_user

from .documents import deleted, handwritten, ins, news, p, r

pytestmark = pytest.mark.django_db

REPORT = """Two Universities Sign an Agreement
2025-09-29   10

The main hall

The universities signed an agreement in Lima on Monday.

Translated by LI Si

Previous: Another piece
"""


@pytest.fixture
def writer():
    return make_user("wang", Role.WRITER, languages=["en"])


@pytest.fixture
def desk(client, writer):
    client.force_login(writer)
    return client


def give(client, text=REPORT, **options):
    """Paste a text; the address of the page that shows it."""
    response = client.post(reverse("admin:articles_start"), {"text": text} | options)
    assert response.status_code == 302, response.context["form"].errors
    return response.url


def posted(response, **changes):
    """Everything that the page's form would send, with some of it changed."""
    form, lines = response.context["form"], response.context["lines_form"]
    data = {"tracked": response.context["tracked"]}
    for field in [*form, *lines]:
        value = field.value()
        data[field.html_name] = "" if value is None else str(value)
        if field.field.show_hidden_initial:
            found = re.search(rf'name="{field.html_initial_name}"(?: value="([^"]*)")?', response.content.decode())
            data[field.html_initial_name] = html.unescape(found[1] or "")
    return data | changes


def seen(response):
    return [(row["line"].text, str(row["line"].kind), str(row["field"].value())) for row in response.context["rows"]]


def test_a_pasted_text_is_shown_line_by_line(desk):
    response = desk.get(give(desk))

    assert seen(response) == [
        ("Two Universities Sign an Agreement", "title", "title"),
        ("2025-09-29 10", "date", "date"),
        ("The main hall", "caption", "caption"),
        ("The universities signed an agreement in Lima on Monday.", "paragraph", "paragraph"),
        ("Translated by LI Si", "credit", "credit"),
        ("Previous: Another piece", "unplaced", "unplaced"),
    ]
    form = response.context["form"]
    assert {name: form[name].value() for name in ("language", "source_language", "kind", "title", "read_count")} == {
        "language": "en",
        # it names a translator, so it was written in another language first
        "source_language": "zh-hans",
        "kind": "news",
        "title": "Two Universities Sign an Agreement",
        "read_count": 10,
    }
    assert form["dated_on"].value() == datetime.date(2025, 9, 29)
    assert Article.objects.count() == 0


def test_the_draft_is_made_and_the_document_forgotten(desk, writer):
    address = give(desk)

    made = desk.post(address, posted(desk.get(address), do="make", source_language="en"))

    edition = Edition.objects.get()
    assert (made.status_code, made.url) == (302, reverse("admin:articles_edition_change", args=[edition.pk]))
    assert (edition.language, edition.article.created_by, edition.article.imported_reads) == ("en", writer, 10)
    assert edition.head.title == "Two Universities Sign an Agreement"
    assert "Not placed: Previous: Another piece" in StepTaken.objects.get().note
    assert IncomingDocument.objects.count() == 0
    assert desk.post(address, {"do": "make"}).status_code == 404


def test_corrections_and_typed_words_come_back_and_win(desk):
    address = give(desk)
    changes = {"line-2": "heading", "line-5": "paragraph", "title": "A better title", "summary": "In short."}

    again = desk.post(address, posted(desk.get(address), do="read", **changes))

    assert [kind for _text, kind, _chosen in seen(again)] == [
        "title",
        "date",
        "heading",
        "paragraph",
        "credit",
        "paragraph",
    ]
    assert (again.context["form"]["title"].value(), again.context["form"]["summary"].value()) == (
        "A better title",
        "In short.",
    )
    desk.post(address, posted(again, do="make", source_language="en"))
    words = Edition.objects.get().head.words
    assert (words.title, words.summary) == ("A better title", "In short.")
    assert words.body.replace("\n", "") == (
        "<h2>The main hall</h2><p>The universities signed an agreement in Lima on Monday.</p><p>Previous: Another piece</p>"
    )


def test_what_nobody_touched_follows_the_corrected_lines(desk):
    address = give(desk)

    again = desk.post(
        address,
        posted(desk.get(address), do="read", **{"line-0": "paragraph", "line-2": "title", "line-1": "unplaced"}),
    )

    form = again.context["form"]
    assert [form[name].value() for name in ("title", "dated_on", "read_count")] == ["The main hall", "", ""]


def test_a_kind_that_does_not_exist_leaves_the_line_as_it_was_understood(desk):
    address = give(desk)

    again = desk.post(
        address, posted(desk.get(address), do="read", **{"line-0": "nonsense", "line-3": "table", "line-2": ""})
    )

    assert [row["line"].kind for row in again.context["rows"]][:4] == ["title", "date", "caption", "paragraph"]


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"title": ""}, "title", "This field is required."),
        ({"title": "x" * 301}, "title", "Ensure this value has at most 300 characters (it has 301)."),
        ({"dated_on": "31/02/2025"}, "dated_on", "Write the date as year-month-day: 2025-09-29."),
        ({"dated_on": "1066-10-14"}, "dated_on", "The date must lie between 1900 and 2099."),
        ({"dated_on": ""}, "dated_on", "A new article needs its date."),
        ({"read_count": "-1"}, "read_count", "Ensure this value is greater than or equal to 0."),
        ({"language": "es"}, "language", "Select a valid choice. es is not one of the available choices."),
        ({"article": "999"}, "article", "Select a valid choice. That choice is not one of the available choices."),
        ({"article": "9" * 40}, "article", "Select a valid choice. That choice is not one of the available choices."),
        (
            {"source_language": "zh-hans"},
            "__all__",
            "WANG does not have the role “Translator”, which this draft needs.",
        ),
    ],
)
def test_a_wrong_value_is_named_and_everything_typed_is_still_there(desk, changes, field, message):
    address = give(desk)
    sent = (
        posted(desk.get(address), do="make", source_language="en", summary="Typed before.", **{"line-2": "quote"})
        | changes
    )

    response = desk.post(address, sent)

    assert response.status_code == 200
    assert response.context["form"].errors == {field: [message]}
    assert {name: response.context["form"][name].value() for name in changes} == changes
    assert response.context["form"]["summary"].value() == "Typed before."
    assert seen(response)[2] == ("The main hall", "quote", "quote")
    assert Article.objects.count() == 0


def test_a_document_becomes_a_language_of_an_existing_article(client):
    client.force_login(make_user("li", Role.TRANSLATOR, languages=["en", "es"]))
    source = make_edition("zh-hans")
    start = f"{reverse('admin:articles_start')}?article={source.article_id}&language=en"

    address = client.post(start, {"text": REPORT}).url
    page = client.get(address)
    assert page.context["form"]["article"].value() == str(source.article_id)
    client.post(address, posted(page, do="make"))

    edition = source.article.editions.get(language="en")
    assert (edition.head.title, edition.head.source_revision) == ("Two Universities Sign an Agreement", source.head)


def test_restricted_articles_are_neither_offered_nor_taken(client):
    client.force_login(make_user("li", Role.TRANSLATOR, languages=["en"]))
    hidden = make_article(is_restricted=True)
    address = give(client)

    response = client.post(address, posted(client.get(address), do="make", article=str(hidden.pk)))

    assert list(response.context["form"].errors) == ["article"]
    assert [value for value, _label in response.context["form"].fields["article"].widget.choices] == [""]


def test_a_word_document_brings_its_photos(desk, writer):
    upload = SimpleUploadedFile("report.docx", news())
    address = desk.post(reverse("admin:articles_start"), {"file": upload}).url

    desk.post(address, posted(desk.get(address), do="make"))

    edition = Edition.objects.get()
    assert list(edition.head.photos.all()) == [Photo.objects.get()]
    assert (edition.head.text_by, edition.head.photos_by) == ("甲某", "甲某")


def test_nothing_is_made_before_tracked_changes_are_decided_on(desk):
    source = handwritten(
        p(r("Title of the report"))
        + p(r("2025-09-29"))
        + p(r("They met ") + ins(r("again ")) + deleted("in secret ") + r("in Lima."))
    )
    address = desk.post(reverse("admin:articles_start"), {"file": SimpleUploadedFile("a.docx", source)}).url

    asked = desk.get(address)
    assert [question.text for question in asked.context["understood"].questions] == ["again", "in secret"]
    assert "Make the draft" not in asked.content.decode()
    refused = desk.post(address, {"do": "make", "title": "Title", "language": "en"})
    assert (refused.status_code, Article.objects.count()) == (200, 0)

    desk.post(address, posted(desk.get(f"{address}?tracked=reject"), do="make"))
    assert Edition.objects.get().head.body == "<p>They met in secret in Lima.</p>"


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({}, {"__all__": ["Give a file or paste a text: one of the two."]}),
        ({"text": " \n "}, {"__all__": ["Give a file or paste a text: one of the two."]}),
        ({"text": "\u200b\ufeff"}, {"text": ["“pasted.txt” has no words in it."]}),
        ({"text": "a\x00b"}, {"text": ["Null characters are not allowed."]}),
    ],
)
def test_a_paste_that_cannot_be_read_is_refused_and_stays(desk, data, errors):
    response = desk.post(reverse("admin:articles_start"), data)

    assert (response.status_code, response.context["form"].errors) == (200, errors)
    assert response.context["form"]["text"].value() == data.get("text")
    assert IncomingDocument.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", b"", "“empty.txt” is empty."),
        (
            "a.pdf",
            b"%PDF-1",
            "“a.pdf” is a PDF. Import the document from which it was made, or copy its text and paste it.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(desk, name, content, message):
    response = desk.post(reverse("admin:articles_start"), {"file": SimpleUploadedFile(name, content)})

    assert (response.status_code, response.context["form"].errors) == (200, {"file": [message]})
    assert IncomingDocument.objects.count() == 0


def test_a_document_can_be_forgotten_and_old_ones_are(desk, writer):
    address = give(desk)
    old = IncomingDocument.objects.create(user=writer, name="old.txt", content=b"words")
    IncomingDocument.objects.filter(pk=old.pk).update(arrived_at=timezone.now() - datetime.timedelta(days=8))

    other = give(desk)
    assert not IncomingDocument.objects.filter(pk=old.pk).exists()
    listed = desk.get(reverse("admin:articles_start")).content.decode()
    assert (address in listed, other in listed) == (True, True)

    assert desk.post(address, {"do": "forget"}).url == reverse("admin:articles_start")
    assert desk.get(address).status_code == 404


def test_only_writers_and_translators_come_in_and_each_sees_their_own(client, writer):
    arrived = IncomingDocument.objects.create(user=writer, name="a.txt", content=b"words")
    address = reverse("admin:articles_start_document", args=[arrived.pk])
    start = reverse("admin:articles_start")

    assert client.get(start).status_code == 302
    for roles, languages, statuses in [
        ([], ["en"], (403, 403)),
        ([Role.MANAGER, Role.FINAL_REVIEWER], ["en"], (403, 403)),
        ([Role.WRITER], [], (403, 403)),
        ([Role.TRANSLATOR], ["en"], (200, 404)),
    ]:
        client.force_login(make_user("", *roles, languages=languages))
        assert (client.get(start).status_code, client.get(address).status_code) == statuses
    client.force_login(make_user("root", languages=["en"], is_superuser=True))
    assert client.get(start).status_code == 403


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 30])
def test_an_unknown_document_is_not_found(desk, pk):
    assert desk.get(f"{reverse('admin:articles_start')}{pk}/").status_code == 404


def test_odd_parameters_break_nothing(desk):
    address = give(desk)

    for query in ("?article=x", "?article=" + "9" * 40, "?language=xx", "?tracked=maybe"):
        assert desk.get(address + query).status_code == 200
    assert desk.delete(address).status_code == 405


def test_words_of_the_document_are_shown_as_words(desk):
    address = give(desk, text="Title <script>alert(1)</script>\n2025-09-29\n\nThey <b>met</b> in Lima.\n")

    page = desk.get(address).content.decode()

    assert "<script>alert(1)" not in page
    assert "They &lt;b&gt;met&lt;/b&gt; in Lima." in page
