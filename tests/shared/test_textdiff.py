"""What a reviewer is shown as changed: complete, escaped, readable, and in bounded time."""

import random
import time

import pytest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from newsroom.shared.textdiff import Row, diff, diff_body, diff_html, tokens


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It's 27 September, 2025.", ["It's", " ", "27", " ", "September", ",", " ", "2025", "."]),
        ("well-known naïve", ["well-known", " ", "naïve"]),
        ("1,200.5 km", ["1,200.5", " ", "km"]),
        ("会议，2025年", ["会", "议", "，", "2025", "年"]),
        ("华工SCUT与ASEAN", ["华", "工", "SCUT", "与", "ASEAN"]),
        ("かな と 한국어 글", ["か", "な", " ", "と", " ", "한국어", " ", "글"]),
        ("مؤتمر دولي", ["مؤتمر", " ", "دولي"]),
        ("e\u0301 𠀀\n", ["e", "\u0301", " ", "𠀀", "\n"]),
    ],
)
def test_words_and_han_characters_are_the_units(text, parts):
    assert tokens(text) == parts


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("", "", []),
        ("same", "same", [("equal", "same")]),
        ("", "new", [("insert", "new")]),
        ("old", "", [("delete", "old")]),
        (
            "The forum opened on Monday.",
            "The forum closed on Monday.",
            [("equal", "The forum "), ("delete", "opened"), ("insert", "closed"), ("equal", " on Monday.")],
        ),
        (
            "会议于九月二十七日在北京举行",
            "会议于九月二十八日在北京举行",
            [("equal", "会议于九月二十"), ("delete", "七"), ("insert", "八"), ("equal", "日在北京举行")],
        ),
        (
            "held in May 2024, in Lima",
            "held in June 2025, in Lima",
            [("equal", "held in "), ("delete", "May 2024"), ("insert", "June 2025"), ("equal", ", in Lima")],
        ),
        (
            "over 120 guests",
            "over 1,120 guests",
            [("equal", "over "), ("delete", "120"), ("insert", "1,120"), ("equal", " guests")],
        ),
    ],
)
def test_the_difference_reads_as_a_person_would_mark_it(old, new, pieces):
    assert diff(old, new) == pieces


TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(["a", "b", "的", "一", "是", ",", "。", "the", "\n"]), max_size=60).map(" ".join),
)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_told_from_the_difference(old, new):
    pieces = diff(old, new)

    assert "".join(text for op, text in pieces if op != "insert") == old
    assert "".join(text for op, text in pieces if op != "delete") == new
    assert [text for _op, text in pieces if not text] == []


@given(TEXTS, TEXTS)
def test_marked_text_is_escaped(old, new):
    def wrapped(op, text):
        tag = {"delete": "del", "insert": "ins"}.get(op)
        return format_html("<{0}>{1}</{0}>", tag, text) if tag else format_html("{}", text)

    assert diff_html(old, new) == "".join(wrapped(op, text) for op, text in diff(old, new))


def test_marked_text_is_safe_and_shows_markup_as_text():
    shown = diff_html("<b>a & b</b>", "<i>a & b</i>")

    assert shown == "&lt;<del>b</del><ins>i</ins>&gt;a &amp; b&lt;/<del>b</del><ins>i</ins>&gt;"
    assert isinstance(shown, SafeString)


def long_texts():
    chance = random.Random(20250927)
    han = [chr(0x4E00 + int(chance.paretovariate(0.7)) % 3000) for _ in range(50_000)]
    edited = list(han)
    for _ in range(2000):
        edited[chance.randrange(50_000)] = "新"
    shuffled = sorted(han, key=lambda _: chance.random())
    two = ["".join(chance.choice("的一") for _ in range(50_000)) for _ in range(2)]
    words = [" ".join(chance.choice(["the", "of", "a", "in"]) for _ in range(17_000)) for _ in range(2)]
    text = "".join(han)
    return {
        "edited": (text, "".join(edited)),
        "shuffled": (text, "".join(shuffled)),
        "two letters": two,
        "four words": words,
        "nothing in common": ("天" * 50_000, "地" * 50_000),
        "halves exchanged": (text, text[25_000:] + text[:25_000]),
        "shortened": ("天" * 50_000, "天" * 25_000),
    }


@pytest.mark.parametrize(("old", "new"), long_texts().values(), ids=long_texts())
def test_texts_of_fifty_thousand_characters_are_compared_in_seconds(old, new):
    started = time.process_time()
    pieces = diff(old, new)
    spent = time.process_time() - started

    assert "".join(text for op, text in pieces if op != "insert") == old
    assert "".join(text for op, text in pieces if op != "delete") == new
    assert spent < 8  # usually below two


def test_few_edits_in_a_long_text_are_found_one_by_one():
    text = "".join(chr(0x4E00 + number) for number in range(20_000))
    edited = text[:100] + "新" + text[101:15_000] + text[15_001:]

    assert [op for op, _text in diff(text, edited)] == ["equal", "delete", "insert", "equal", "delete", "equal"]


# bodies


def test_a_body_is_compared_block_by_block():
    old = "<h2>Title</h2><p>The forum opened on Monday.</p><p>Something that goes away entirely.</p><p>End</p>"
    new = "<h2>Title</h2><p>A quite new beginning!</p><p>The forum closed on Monday.</p><p>End</p>"

    assert diff_body(old, new) == [
        Row("equal", "<h2>Title</h2>", "<h2>Title</h2>"),
        Row("insert", "", "<ins><p>A quite new beginning!</p></ins>"),
        Row("replace", "The forum <del>opened</del> on Monday.", "The forum <ins>closed</ins> on Monday."),
        Row("delete", "<del><p>Something that goes away entirely.</p></del>", ""),
        Row("equal", "<p>End</p>", "<p>End</p>"),
    ]


def test_an_address_a_photo_and_its_description_are_words_too():
    old = '<p>See <a href="https://example.edu/a">here</a></p><figure data-photo="3" data-alt="A hall"><figcaption>c</figcaption></figure>'
    new = '<p>See <a href="https://example.edu/b">here</a></p><figure data-photo="4" data-alt="A hill"><figcaption>c</figcaption></figure>'

    assert diff_body(old, new) == [
        Row("replace", "See here [https://example.edu/<del>a</del>]", "See here [https://example.edu/<ins>b</ins>]"),
        Row(
            "replace",
            "Photo <del>3</del>\nc\nIn words: A <del>hall</del>",
            "Photo <ins>4</ins>\nc\nIn words: A <ins>hill</ins>",
        ),
    ]


def test_a_change_of_form_alone_is_shown_as_such():
    assert diff_body("<p>Aims and means</p>", "<h2>Aims and means</h2>") == [
        Row("replace", "<p>Aims and means</p>", "<h2>Aims and means</h2>", is_same_text=True)
    ]


def test_figures_are_shown_by_the_number_of_their_photo():
    body = (
        '<figure data-photo="3"><figcaption>The hall</figcaption></figure><figure><figcaption>x</figcaption></figure>'
    )

    assert [row.old for row in diff_body(body, body)] == [
        "<figure><p>[Photo 3]</p><p>The hall</p></figure>",
        "<figure><p>[Photo still to be chosen]</p><p>x</p></figure>",
    ]


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;script&gt;x&lt;/script&gt;"]
)
def test_hostile_bodies_are_harmless_in_a_comparison(hostile):
    rows = [
        *diff_body(f"<p>{hostile}a</p>", f"<p>{hostile}b</p>"),
        *diff_body("", f'<figure data-alt="{hostile}"><figcaption>{hostile}</figcaption></figure>'),
        *diff_body(f'<p><a href="https://x/{hostile}">c</a>', ""),
    ]

    assert [row for row in rows if "<script" in row.old + row.new or "<img" in row.old + row.new] == []
    assert all(isinstance(side, SafeString) for row in rows for side in (row.old, row.new))


def test_long_bodies_are_compared_in_seconds():
    chance = random.Random(7)
    old = ["".join(chr(0x4E00 + chance.randrange(3000)) for _ in range(100)) for _ in range(500)]
    new = [text.replace(chance.choice(text), "新") for text in old]
    started = time.process_time()
    rows = diff_body(*("".join(f"<p>{text}</p>" for text in texts) for texts in (old, new)))
    spent = time.process_time() - started

    assert [row.op for row in rows] == ["replace"] * 500
    assert spent < 8
