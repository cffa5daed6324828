"""The form field of a body: one declaration for buttons, allow-list and report; the server cleans whatever is sent."""

import base64
import hashlib
import json
import re
from pathlib import Path

import django_prose_editor
import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.utils.translation import override

from newsroom.shared import editor
from newsroom.shared.editor import MAX_LENGTH, SCRIPTS, body_field, extensions, import_map_hash, paste_words
from newsroom.shared.richtext import GUARD
from newsroom.shared.vocabulary import DROPPED, LOSSES, READ_AS, SCRIPT, SILENT, VOCABULARY

PACKAGE = Path(django_prose_editor.__file__).parent / "static" / "django_prose_editor"


class BodyForm(forms.Form):
    body = body_field(label="Text", language="ar", photos_url="/photos.json", required=True)


def script(name: str) -> str:
    return Path(finders.find(name)).read_text()


def test_every_extension_exists_in_the_package_or_in_a_script_of_ours():
    exported = set(re.findall(r"\bas (\w+)", (PACKAGE / "editor.js").read_text()))
    exported |= {name for path in SCRIPTS for name in re.findall(r"^export const (\w+)", script(path), re.MULTILINE)}

    assert set(extensions(photos_url="")) - exported == set()


def test_every_script_of_ours_is_needed():
    for path in SCRIPTS:
        assert set(re.findall(r"^export const (\w+)", script(path), re.MULTILINE)) <= set(extensions(photos_url=""))


def test_every_element_is_written_by_an_extension_and_let_through_by_the_guard():
    for element in VOCABULARY:
        assert element.extensions
        assert f"<{element.tag}" in GUARD.clean(
            f"<table><tr><{element.tag}>x" if element.tag in "thtd" else wrapped(element.tag)
        )


def wrapped(tag: str) -> str:
    return "<table><tbody><tr><td>x</table>" if tag in {"tbody", "tr", "td", "table"} else f"<{tag}>x</{tag}>"


def test_no_tag_has_two_meanings():
    own = {element.tag for element in VOCABULARY}

    assert own & (READ_AS.keys() | DROPPED.keys() | SILENT) == set()
    assert READ_AS.keys() & (DROPPED.keys() | SILENT) == set()
    assert DROPPED.keys() & SILENT == set()


def test_everything_the_server_reports_the_editor_can_say():
    assert paste_words().keys() - {"files"} == {loss.name for loss in LOSSES} - {SCRIPT.name}


def test_the_editor_counts_as_dropped_what_the_server_counts():
    counted = re.search(r"const DROPPED = \{(.*?)\n\};", script("js/editor-paste.js"), re.DOTALL)[1]
    listed = {
        tag.split(":")[0]: name.strip('"')
        for name, selector in re.findall(r'^\s+("[\w ]+"|\w+): "(.*)",$', counted, re.MULTILINE)
        for tag in selector.split(", ")
    }

    assert listed == {tag: loss.name for tag, loss in DROPPED.items() if loss is not SCRIPT}


def test_there_is_no_placeholder_which_disturbs_the_input_of_chinese():
    assert "Placeholder" not in extensions(photos_url="")


def test_the_widget_says_language_direction_photos_and_modules():
    html = str(BodyForm()["body"])
    config = json.loads(
        re.search(r'data-django-prose-editor-configurable="([^"]*)"', html)[1]
        .replace("&quot;", '"')
        .replace("&amp;", "&")
        .replace("&#x27;", "'")
    )

    assert re.findall(r' (lang|dir|rows)="(\w+)"', html.partition("data-django")[0]) == [
        ("rows", "20"),
        ("lang", "ar"),
        ("dir", "rtl"),
    ]
    assert config["extensions"]["Figure"]["photosUrl"] == "/photos.json"
    assert config["extensions"]["Heading"] == {"levels": [2, 3]}
    assert config["extensions"]["Menu"] == {
        "groups": [{"group": group} for group in ("nodes -lists", "lists", "marks", "link", "table", "history")]
    }
    assert config["js_modules"] == [f"/static/{path}" for path in SCRIPTS]


def test_every_button_of_the_package_that_may_show_has_a_name():
    source = (PACKAGE / "editor.js").read_text()
    names = set(re.findall(r'"(table:\w+|history:\w+)"', source)) | {
        "heading2",
        "heading3",
        "paragraph",
        "blockquote",
        "figure",
    }
    names |= {"bulletList", "orderedList", "bold", "italic", "link", "unlink", "table"}

    assert editor.button_words().keys() == names


def test_the_page_needs_one_inline_script_whose_hash_is_known():
    media = str(BodyForm().media)
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", media, re.DOTALL)

    assert [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in inline] == [
        import_map_hash()
    ]
    assert "/static/css/editor.css" in media
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//", media) == []


def test_what_is_sent_is_cleaned_and_what_was_dropped_is_said():
    form = BodyForm({"body": "<div>x<script>y</script><img src=z></div>"})

    assert form.is_valid()
    assert form.cleaned_data == {"body": "<p>x</p>"}
    with override("en"):
        assert form.fields["body"].dropped == (
            "1 picture in the pasted text was not taken over: add it as a photo.",
            "1 script was not taken over.",
        )


@pytest.mark.parametrize("empty", ["", "<p></p>", "<p>&nbsp;</p>", "<table><tr><td></td></tr></table>", "\x00"])
def test_a_text_without_words_is_empty(empty):
    form = BodyForm({"body": empty})

    assert form.errors == {"body": ["This field is required."]}


def test_a_text_that_is_too_long_is_refused_and_given_back():
    text = f"<p>{'x' * MAX_LENGTH}</p>"
    form = BodyForm({"body": text})

    assert form.errors == {
        "body": [f"This text is too long: {MAX_LENGTH + 7} characters with its markup, {MAX_LENGTH} at most."]
    }
    assert "x" * MAX_LENGTH in str(form["body"])


def test_only_a_real_change_is_a_change():
    field = body_field()

    assert not field.has_changed("<p>x</p>", "<p>x</p><p></p>")
    assert not field.has_changed(None, "")
    assert not field.has_changed("<p>a</p>", "<div>a</div>\r\n")
    assert field.has_changed("<p>x</p>", "<p><strong>x</strong></p>")


def test_stored_text_is_shown_escaped_in_the_text_area():
    form = BodyForm(initial={"body": "<p>a</p></textarea><script>x</script>"})

    assert "&lt;/textarea&gt;&lt;script&gt;" in str(form["body"])
