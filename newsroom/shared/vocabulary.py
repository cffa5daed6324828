"""What a body may consist of, said once: the editor's extensions and buttons, the sanitiser's allow-list and the
report of what was left out are all read from here."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.utils.translation import ngettext_lazy

from newsroom.shared.characters import canonical_line

MAX_SPAN = 50  # cells; a larger colspan or rowspan is a mistake or an attack
MAX_LIST_DEPTH = 4
MAX_HREF = 2000


def photo_number(value: str) -> str | None:
    return value if re.fullmatch(r"[1-9][0-9]{0,17}", value) else None


def words(value: str) -> str | None:
    return canonical_line(value) or None


def span(value: str) -> str | None:
    if not re.fullmatch(r"[0-9]{1,9}", value) or int(value) < 2:
        return None
    return str(min(int(value), MAX_SPAN))


def scope(value: str) -> str | None:
    return value.lower() if value.lower() in {"col", "row"} else None


def first_number(value: str) -> str | None:
    return str(int(value)) if re.fullmatch(r"[0-9]{1,4}", value) and int(value) != 1 else None


def numbering(value: str) -> str | None:
    return value if value in {"a", "A", "i", "I"} else None


def address(value: str) -> str | None:
    """The address of a link if it may be kept: https, http, mailto or a path on this site."""
    value = re.sub(r"[\t\n\r]", "", canonical_line(value)).replace(" ", "%20")
    if len(value) > MAX_HREF or re.search(r"[\\<>\"'`{}|^\s]", value):
        return None
    if re.match(r"/(?!/)", value):
        return value
    if re.fullmatch(r"(?i:mailto):[^@/?#:]+@[^@/?#:]+(\?[^#]*)?", value):
        return "mailto:" + value[7:]
    if not re.match(r"(?i)https?://[^/?#@]+(?:[/?#]|$)", value):
        return None
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 (urlsplit tests the port only when it is asked for)
    except ValueError:
        return None
    if not parts.hostname or not re.fullmatch(r"[\w.-]+", parts.hostname):
        return None
    return parts.scheme + value[len(parts.scheme) :]


@dataclass(frozen=True)
class Element:
    """One tag: its attributes in canonical order, each with the rule that returns the value to keep or None; the
    editor extensions that write it, each with its options; the group of buttons in which the editor offers it."""

    tag: str
    attributes: Mapping[str, Callable[[str], str | None]] = field(default_factory=dict)
    extensions: Mapping[str, dict | bool] = field(default_factory=dict)
    buttons: str = ""


CELL = {"colspan": span, "rowspan": span}

# fmt: off
VOCABULARY = (
    Element("p",          extensions={"Paragraph": True},              buttons="nodes -lists"),
    Element("h2",         extensions={"Heading": {"levels": [2, 3]}},  buttons="nodes -lists"),
    Element("h3",         extensions={"Heading": {"levels": [2, 3]}},  buttons="nodes -lists"),
    Element("blockquote", extensions={"Blockquote": True},             buttons="nodes -lists"),
    Element("figure",     {"data-photo": photo_number, "data-alt": words},
                          extensions={"Figure": {}},                   buttons="nodes -lists"),
    Element("figcaption", extensions={"Figcaption": True}),
    Element("ul",         extensions={"BulletList": True},             buttons="lists"),
    Element("ol",         {"start": first_number, "type": numbering},
                          extensions={"OrderedList": {"enableListAttributes": False}}, buttons="lists"),
    Element("li",         extensions={"ListItem": True}),
    Element("strong",     extensions={"Bold": True},                   buttons="marks"),
    Element("em",         extensions={"Italic": True},                 buttons="marks"),
    Element("a",          {"href": address},
                          extensions={"Link": {"enableTarget": False, "autolink": False}}, buttons="link"),
    Element("br",         extensions={"HardBreak": True}),
    Element("table",      extensions={"Table": {"resizable": False}},  buttons="table"),
    Element("tbody",      extensions={"Table": {"resizable": False}}),
    Element("tr",         extensions={"TableRow": True}),
    Element("th",         {"scope": scope, **CELL}, extensions={"TableHeader": True}),
    Element("td",         CELL,                     extensions={"TableCell": True}),
)

# What other programs call the same thing
READ_AS = {
    "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3", "b": "strong", "i": "em",
    "dir": "ul", "menu": "ul", "tfoot": "tbody", "picture": "span", "image": "img",
}
# fmt: on

BY_TAG = {element.tag: element for element in VOCABULARY}


@dataclass(frozen=True)
class Loss:
    """Something with content of its own that a body does not take, and what its author is told."""

    name: str
    sentence: Callable  # ngettext_lazy with %(count)d


PICTURE = Loss(
    "picture",
    ngettext_lazy(
        "%(count)d picture in the pasted text was not taken over: add it as a photo.",
        "%(count)d pictures in the pasted text were not taken over: add them as photos.",
        "count",
    ),
)
VIDEO = Loss(
    "video",
    ngettext_lazy("%(count)d video was not taken over.", "%(count)d videos were not taken over.", "count"),
)
SOUND = Loss(
    "sound",
    ngettext_lazy("%(count)d recording was not taken over.", "%(count)d recordings were not taken over.", "count"),
)
EMBEDDED = Loss(
    "embedded",
    ngettext_lazy(
        "%(count)d embedded page (a map, a form, a player) was not taken over.",
        "%(count)d embedded pages (maps, forms, players) were not taken over.",
        "count",
    ),
)
FORMULA = Loss(
    "formula",
    ngettext_lazy(
        "%(count)d formula was not taken over: write it as text.",
        "%(count)d formulas were not taken over: write them as text.",
        "count",
    ),
)
FORM_FIELD = Loss(
    "form field",
    ngettext_lazy("%(count)d form field was not taken over.", "%(count)d form fields were not taken over.", "count"),
)
SCRIPT = Loss(
    "script",
    ngettext_lazy("%(count)d script was not taken over.", "%(count)d scripts were not taken over.", "count"),
)
LINK = Loss(
    "link",
    ngettext_lazy(
        "%(count)d link was taken off and its words kept: only https, http, mailto and addresses on this site may be used.",
        "%(count)d links were taken off and their words kept: only https, http, mailto and addresses on this site may be used.",
        "count",
    ),
)
STRUCK = Loss(
    "struck",
    ngettext_lazy(
        "%(count)d passage that was struck out was kept as ordinary text: check whether it should stay.",
        "%(count)d passages that were struck out were kept as ordinary text: check whether they should stay.",
        "count",
    ),
)

# In the order in which they are reported
LOSSES = (PICTURE, VIDEO, SOUND, EMBEDDED, FORMULA, FORM_FIELD, SCRIPT, LINK, STRUCK)

# Not taken over, with all that is inside
DROPPED = {
    "img": PICTURE,
    "svg": PICTURE,
    "canvas": PICTURE,
    "video": VIDEO,
    "audio": SOUND,
    "mpvoice": SOUND,
    "mp-common-mpaudio": SOUND,
    "iframe": EMBEDDED,
    "embed": EMBEDDED,
    "object": EMBEDDED,
    "applet": EMBEDDED,
    "math": FORMULA,
    "input": FORM_FIELD,
    "select": FORM_FIELD,
    "textarea": FORM_FIELD,
    "script": SCRIPT,
}

# No words of the author's: left out without a report
SILENT = {"style", "title", "template", "noscript", "noembed", "noframes", "xml", "colgroup", "datalist", "rp"}
