"""The command: drafts from files, or the reason why not, and nothing half-made."""

import io
import json
import zipfile

import docx
import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Edition, Photo, Revision, StepTaken
from articles.models.article import Kind
from newsroom.accounts.models import LogEntry
from newsroom.accounts.roles import Role
from tests.articles.importing.documents import deleted, handwritten, ins, p, png, r, saved
from tests.make import make_article, make_edition, make_user, publish

pytestmark = pytest.mark.django_db

REPORT = """Two Universities Sign an Agreement
2025-09-29   10

The main hall

The universities signed an agreement in Lima on Monday.

Text and photos by WANG Wu

Translated by LI Si

Previous: Another piece
"""


@pytest.fixture
def writer():
    return make_user("wang", Role.WRITER, languages=["en"])


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(REPORT)
    return path


def run(*arguments, username="wang"):
    """What was printed, what went wrong, and how it ended."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_news", *map(str, arguments), "--as", username, stdout=out, stderr=err, no_color=True)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), ""


def counts():
    return [model.objects.count() for model in (Article, Edition, Revision, Photo, StepTaken)]


def test_a_file_becomes_a_draft(writer, report):
    printed, errors, ended = run(report)

    assert (errors, ended) == ("", "")
    article = Article.objects.get()
    assert (article.kind, article.dated_on.isoformat(), article.source_language) == (Kind.NEWS, "2025-09-29", "en")
    assert (article.imported_reads, article.created_by) == (10, writer)
    edition = article.editions.get()
    assert (edition.language, edition.stage, edition.head.number) == ("en", "drafting", 1)
    words = edition.head.words
    assert words.title == "Two Universities Sign an Agreement"
    assert words.body.replace("\n", "") == (
        "<figure><figcaption>The main hall</figcaption></figure>"
        "<p>The universities signed an agreement in Lima on Monday.</p>"
    )
    assert (words.text_by, words.photos_by, words.contributing_unit) == ("WANG Wu", "WANG Wu", "")
    assert StepTaken.objects.get(edition=edition).note == (
        "Started from “report.txt”.\n"
        "Printed on the old page: Text and photos by WANG Wu; Translated by LI Si\n"
        "Date printed there: 2025-09-29\n"
        "Read count printed there: 10\n"
        "Not placed: Previous: Another piece"
    )
    assert LogEntry.objects.first().action == "imported"
    assert f"Article {article.pk}, edition {edition.pk} (en): a draft of wang." in printed


def test_each_line_is_printed_with_what_it_was_taken_for(writer, report):
    printed, _errors, _ended = run(report)

    assert printed.replace(str(report), "FILE").split("Article ")[0] == (
        "FILE (text, en)\n"
        "     1  Title                Two Universities Sign an Agreement\n"
        "     2  Date                 2025-09-29 10\n"
        "     4  Caption              The main hall\n"
        "                             (A short line before the first paragraph.)\n"
        "     6  Paragraph            The universities signed an agreement in Lima on Monday.\n"
        "     8  Credit               Text and photos by WANG Wu\n"
        "    10  Credit               Translated by LI Si\n"
        "    12  Not placed           Previous: Another piece\n"
        "                             (A link or button of the old page.)\n"
        "  Text and photos by: WANG Wu\n"
        "  Translated by: LI Si\n"
        "  Date: 2025-09-29. Reads: 10.\n"
    )


def test_a_translation_becomes_a_language_of_its_article(report):
    make_user("li", Role.TRANSLATOR, languages=["en"])
    source = make_edition("zh-hans")

    _printed, errors, ended = run(report, "--article", source.article_id, username="li")

    assert (errors, ended) == ("", "")
    edition = source.article.editions.get(language="en")
    assert (edition.head.title, edition.head.source_revision) == ("Two Universities Sign an Agreement", source.head)
    source.article.refresh_from_db()
    assert source.article.imported_reads == 10


def test_pictures_of_a_document_become_photos(writer, tmp_path):
    path = tmp_path / "report.docx"
    path.write_bytes(_with_pictures())

    printed, errors, ended = run(path)

    assert (errors, ended) == ("", "")
    photo = Photo.objects.get()
    edition = Edition.objects.get()
    assert (photo.uploaded_by, photo.article, photo.credit) == (writer, edition.article, "WANG Wu")
    assert (photo.width, photo.height) == (300, 240)
    assert list(edition.head.photos.all()) == [photo]
    body = edition.head.body.replace("\n", "")
    assert body.count("<figure") == 2
    assert f'data-photo="{photo.pk}"' in body
    assert "<figure><figcaption>The broken one</figcaption></figure>" in body
    assert "Picture 2 was not taken over: " in printed


def _with_pictures() -> bytes:
    document = docx.Document()
    document.add_paragraph("A Report with Pictures", style="Title")
    document.add_paragraph("2025-09-29")
    document.add_paragraph("The universities met in Lima.")
    document.add_picture(io.BytesIO(png()))
    document.add_paragraph("The red one", style="Caption")
    document.add_picture(io.BytesIO(png("blue")))
    document.add_paragraph("The broken one", style="Caption")
    document.add_paragraph("They will meet again.")
    document.add_paragraph("Text and photos by WANG Wu")
    broken = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(document))) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"no picture" if name.endswith("image2.png") else old.read(name))
    return broken.getvalue()


TRACKED = handwritten(
    p(r("Title of the report"))
    + p(r("2025-09-29"))
    + p(r("They met ") + ins(r("again ")) + deleted("in secret ") + r("in Lima."))
)


def test_tracked_changes_are_refused_with_the_list(writer, tmp_path):
    path = tmp_path / "report.docx"
    path.write_bytes(TRACKED)
    before = counts()

    printed, errors, ended = run(path)

    assert printed == f"{path} (docx, en)\n  Inserted, Anna: again\n  Deleted, Bo: in secret\n"
    assert errors == (
        f"{path}: It has tracked changes or comments, listed above. Say --tracked accept or --tracked reject.\n"
    )
    assert ended == "1 of 1 files were not imported."
    assert counts() == before


@pytest.mark.parametrize(
    ("answer", "body"),
    [("accept", "<p>They met again in Lima.</p>"), ("reject", "<p>They met in secret in Lima.</p>")],
)
def test_tracked_changes_are_settled_as_told(writer, tmp_path, answer, body):
    path = tmp_path / "report.docx"
    path.write_bytes(TRACKED)

    assert run(path, "--tracked", answer)[2] == ""

    assert Revision.objects.get().body == body
    assert f"Tracked changes were {answer}ed." in StepTaken.objects.get().note


def test_one_bad_file_among_several_is_named_and_the_others_are_imported(writer, report, tmp_path):
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"")
    missing = tmp_path / "missing.txt"

    _printed, errors, ended = run(bad, report, missing, tmp_path)

    assert errors == (f"{bad}: “bad.txt” is empty.\n{missing}: No such file or directory\n{tmp_path}: Is a directory\n")
    assert ended == "3 of 4 files were not imported."
    assert Article.objects.count() == 1


def test_a_dry_run_makes_nothing(writer, report):
    before = counts()

    printed, errors, ended = run(report, "--dry-run")

    assert ("Two Universities Sign an Agreement" in printed, errors, ended) == (True, "", "")
    assert counts() == before


@pytest.mark.parametrize(
    ("text", "arguments", "message"),
    [
        (REPORT.replace("2025-09-29   10", ""), [], "No date was found in the document, and none was given."),
        (REPORT, ["--language", "es"], "WANG does not work in this language."),
        (REPORT, ["--source-language", "zh-hans"], "WANG does not have the role “Translator”, which this draft needs."),
        (f"{'Long title ' * 22}\n2025-09-29\n\nThey met.\n", ["--article", "0"], ""),
    ],
)
def test_what_cannot_be_made_is_refused_and_leaves_nothing(writer, tmp_path, text, arguments, message):
    path = tmp_path / "a.txt"
    path.write_text(text)
    before = counts()

    _printed, errors, ended = run(path, *arguments)

    assert errors == (f"{path}: {message}\n" if message else "")
    assert ended == ("1 of 1 files were not imported." if message else "There is no article 0.")
    assert counts() == before


def test_words_that_are_there_are_never_run_over(writer, report):
    edition = make_edition("en", source_language="en")

    _printed, errors, _ended = run(report, "--article", edition.article_id)

    assert errors == (
        f"{report}: The article has words in this language already;"
        " they are changed on their own page, not by an import.\n"
    )
    assert edition.revisions.count() == 1


def test_a_restricted_article_is_not_there_for_strangers(writer, report):
    article = make_article(source_language="en", is_restricted=True)

    _printed, errors, _ended = run(report, "--article", article.pk)

    assert errors == f"{report}: There is no such article.\n"


def test_a_user_that_is_not_there_is_refused(report):
    assert run(report, username="nobody") == ("", "", "There is no active user “nobody”.")


def test_the_read_count_of_a_published_article_is_not_touched(report):
    make_user("li", Role.TRANSLATOR, languages=["en"])
    source = publish("zh-hans")

    assert run(report, "--article", source.article_id, username="li")[2] == ""

    source.article.refresh_from_db()
    assert source.article.imported_reads == 0
    assert "Read count printed there: 10" in StepTaken.objects.get(edition__language="en").note


def test_a_log_entry_carries_no_words(writer, report):
    run(report)

    assert "Agreement" not in json.dumps([entry.details for entry in LogEntry.objects.all()])
