"""The editor for a body: django-prose-editor, set up from the vocabulary. The text is cleaned on the server whatever was sent."""

import base64
import hashlib

from django import forms
from django.core.exceptions import ValidationError
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django_prose_editor.widgets import AdminProseEditorWidget, prose_editor_base_media
from js_asset import Media

from newsroom.shared import richtext
from newsroom.shared.languages import direction, language_tag
from newsroom.shared.vocabulary import VOCABULARY

SCRIPTS = ("js/editor-blocks.js", "js/editor-figure.js", "js/editor-paste.js", "js/editor-controls.js")
MAX_LENGTH = 200_000  # characters of HTML; the longest reports of an office have a tenth of it


def extensions(*, photos_url: str) -> dict[str, dict | bool]:
    """What the editor loads, with options: the vocabulary's extensions and what an editor is made of. No NoSpellCheck: the text says
    its language, so the browser may check it. No Placeholder: it disturbs the input of Chinese."""
    groups = dict.fromkeys(element.buttons for element in VOCABULARY if element.buttons)
    written = {name: options for element in VOCABULARY for name, options in element.extensions.items()}
    return written | {
        "Figure": {"photosUrl": photos_url, "words": figure_words()},
        "Link": written["Link"] | {"words": link_words()},
        "Menu": {"groups": [{"group": group} for group in (*groups, "history")]},
        "Document": True,
        "Text": True,
        "History": True,
        "Dropcursor": True,
        "Gapcursor": True,
        "BodyPaste": {"words": paste_words()},
        "BodyControls": {"words": button_words(), "toolbar": _("Formatting")},
    }


def button_words() -> dict[str, str]:
    """By the editor's names of its buttons."""
    return {
        "paragraph": _("Paragraph"),
        "heading2": _("Heading"),
        "heading3": _("Subheading"),
        "blockquote": _("Quotation"),
        "figure": _("Photo with caption"),
        "bulletList": _("List with bullets"),
        "orderedList": _("Numbered list"),
        "bold": _("Strong"),
        "italic": _("Emphasis"),
        "link": _("Link"),
        "unlink": _("Take the link off"),
        "table": _("Table"),
        "table:addColumnAfter": _("Add a column"),
        "table:deleteColumn": _("Delete the column"),
        "table:addRowAfter": _("Add a row"),
        "table:deleteRow": _("Delete the row"),
        "table:mergeCells": _("Merge the cells"),
        "table:splitCell": _("Split the cell"),
        "table:toggleHeaderCell": _("Heading cell on or off"),
        "table:deleteTable": _("Delete the table"),
        "history:undo": _("Undo"),
        "history:redo": _("Redo"),
    }


def figure_words() -> dict[str, str]:
    return {
        "title": _("Photo with caption"),
        "photo": _("Photo"),
        "none": _("No photo yet, only the caption"),
        "empty": _(
            "This article has no photos yet. Write the caption now and choose the photo when it has been uploaded."
        ),
        "failed": _("The photos could not be loaded. The caption can be written now."),
        "number": _("Photo %(number)s"),
        "alt": _("What the photo shows, for readers who cannot see it"),
        "noAlt": _("Not yet described for readers who cannot see it"),
        "caption": _("Caption"),
        "toChoose": _("Photo still to be chosen"),
        "edit": _("Choose the photo and describe it"),
        "save": _("Apply"),
        "cancel": _("Cancel"),
        "remove": _("Remove photo and caption"),
    }


def link_words() -> dict[str, str]:
    return {
        "title": _("Link"),
        "address": _("Address"),
        "help": _("https://…, an e-mail address, or a path on this site that begins with /"),
        "refused": _(
            "This address cannot be used: %(address)s. Only https, http, mailto and addresses on this site may be used."
        ),
        "save": _("Apply"),
    }


def paste_words() -> dict[str, str]:
    """Without plural forms, which the browser could not choose."""
    return {
        "picture": _("Pictures in the pasted text that were not taken over: %(count)s. Add them as photos."),
        "video": _("Videos that were not taken over: %(count)s."),
        "sound": _("Recordings that were not taken over: %(count)s."),
        "embedded": _("Embedded pages that were not taken over: %(count)s."),
        "formula": _("Formulas that were not taken over: %(count)s. Write them as text."),
        "form field": _("Form fields that were not taken over: %(count)s."),
        "struck": _(
            "Passages that were struck out and are kept as ordinary text: %(count)s. Check whether they should stay."
        ),
        "link": _("Links whose address may not be used, so that only their words were kept: %(count)s."),
        "files": _("Pictures cannot be pasted or dropped into the text. Add them as photos."),
    }


class BodyWidget(AdminProseEditorWidget):
    """The editor; without scripts a text area in which the HTML can be written."""

    def __init__(self, *, language: str = "", photos_url: str = "", attrs: dict | None = None):
        of_language = {"lang": language_tag(language), "dir": direction(language)} if language else {}
        super().__init__(attrs={"rows": 20} | of_language | (attrs or {}), preset="configurable")
        self.photos_url = photos_url

    def get_config(self):
        return {
            "extensions": extensions(photos_url=self.photos_url),
            "js_modules": [static(script) for script in SCRIPTS],
        }

    @property
    def media(self):
        return super().media + Media(css={"all": ["css/editor.css"]})


class BodyField(forms.CharField):
    """A body in canonical form. After cleaning, `dropped` says in sentences what was not taken over."""

    def __init__(self, **options):
        super().__init__(strip=False, **options)
        self.dropped: tuple[str, ...] = ()

    def clean(self, value):
        cleaned = richtext.clean(self.to_python(value))
        self.dropped = cleaned.dropped
        return super().clean(cleaned.html)

    def validate(self, value):
        super().validate(value)
        if len(value) > MAX_LENGTH:
            raise ValidationError(
                _("This text is too long: %(length)s characters with its markup, %(most)s at most."),
                code="max_length",
                params={"length": len(value), "most": MAX_LENGTH},
            )

    def has_changed(self, initial, data):
        return richtext.sanitise(initial or "") != richtext.sanitise(self.to_python(data))


def body_field(*, language: str = "", photos_url: str = "", required: bool = False, **options) -> BodyField:
    """A form field for a body. `language` is the text's; `photos_url` answers with the photos to choose from as JSON:
    [{"id", "thumbnail", "credit", "width", "height"}]."""
    return BodyField(widget=BodyWidget(language=language, photos_url=photos_url), required=required, **options)


def import_map_hash() -> str:
    """For script-src: the editor's import map is the only inline script it needs."""
    (script,) = prose_editor_base_media.render_importmap()
    content = script[script.index(">") + 1 : script.rindex("<")]
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
