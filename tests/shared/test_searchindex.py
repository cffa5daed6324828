"""The tokenizer and the excerpts: pure functions. That the index follows every change is told in tests/newsroom/test_search.py."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from newsroom.shared.searchindex import tokens
from newsroom.shared.searchindex.excerpts import Marker
from newsroom.shared.searchindex.order import LANGUAGE_CODES, PLACES, RECORDS, SOURCES, place_of
from newsroom.shared.searchindex.query import LONGEST, Query

# of ASCII and all that an engine might read: what no token may hold
SIGNS = {chr(number) for number in range(128) if not chr(number).isalnum()}
TEXTS = st.text(max_size=80) | st.text(alphabet="华南理工大学SCUT ａｂ1é'’.-，\u0301\U00020000ー", max_size=40)


def words(text: str, language: str = "en") -> set[str]:
    return tokens.tokens(tokens.pieces(text), language)


def marked(text: str, asked: str, **options) -> str:
    pieces = Marker(Query(asked, ("en", "es", "ar"))).excerpt(text, **options)
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("South China University", ["south", "china", "university"]),
        ("Perú, São Paulo", ["peru", "sao", "paulo"]),
        ("ＳＣＵＴ与华南理工大学", ["scut", "与华南理工大学"]),
        ("5G技术 2025年", ["5g", "技术", "2025", "年"]),
        ("the university’s visit", ["the", "university", "visit"]),
        ("China-Peru", ["china", "peru"]),
        ("جامِعَة", ["جامعه"]),
        ("🎉 !? \x00", []),
    ],
)
def test_a_text_is_taken_apart_into_words_and_runs(text, pieces):
    assert tokens.pieces(text) == pieces


def test_a_run_is_kept_as_pairs_and_single_characters():
    assert words("华南理") == {"c华南", "c南理", "u华", "u南", "u理"}


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "agreements", "agreement"),
        ("en", "signing", "signed"),
        ("en", "engineers", "engineering"),
        ("en", "universities", "university"),
        ("es", "universidades", "universidad"),
        ("es", "cooperación", "cooperaciones"),
        ("es", "cooperacion", "cooperación"),
        ("ar", "الجامعة", "جامعة"),
    ],
)
def test_the_forms_of_a_word_share_its_stem(language, one, other):
    stems = [{token for token in words(text, language) if token[0] == tokens.STEM} for text in (one, other)]

    assert stems[0] == stems[1]


@given(TEXTS)
def test_a_token_is_one_word_to_every_engine(text):
    for token in words(text):
        assert token == "".join(token.split())
        assert not set(token) & SIGNS


@given(TEXTS)
def test_tokens_do_not_depend_on_case_width_or_normal_form(text):
    # İ and the like fold to more than one letter, and are left to the names that need them
    assert words(text.upper().lower()) == words(text.upper().lower().upper().lower())
    assert words(text) == words(text + " ")


@given(TEXTS, st.data())
def test_every_part_of_a_run_is_found_by_what_the_run_left(text, data):
    for run in filter(tokens.is_run, tokens.pieces(text)):
        start = data.draw(st.integers(0, len(run) - 1))
        part = run[start : data.draw(st.integers(start + 1, len(run)))]

        asked = Query(part, ("zh-hans",)).demands()[0]

        assert all(any(token.text in words(text) for token in any_of) for any_of in asked)


@given(TEXTS)
def test_a_text_meets_its_own_demand(text):
    asked = Query(text, ("en",))

    for demand in asked.demands() if asked else ():
        assert all(any(token.text in words(text) for token in any_of) for any_of in demand)


@given(TEXTS, TEXTS)
def test_an_excerpt_is_a_part_of_its_text(text, asked):
    pieces = Marker(Query(asked, ("en", "es"))).excerpt(text, 20)
    shown = "".join(piece.text for piece in pieces)

    assert shown.removeprefix("…").removesuffix("…") in " ".join(text.split()) or "…" in text


@pytest.mark.parametrize(
    ("text", "asked", "shown"),
    [
        ("Two universities met.", "university", "Two [universities] met."),
        ("La Universidad de São Paulo", "sao paulo", "La Universidad de [São] [Paulo]"),
        ("与华南理工大学签约", "华南理工", "与[华南理工]大学签约"),
        ("学校、大学、学院", "学", "[学]校、大[学]、[学]院"),
        ("ＳＣＵＴ signs", "scut", "[ＳＣＵＴ] signs"),
        ("The university’s visit", "university", "The [university’s] visit"),
        ("<script>alert(1)</script>", "alert", "<script>[alert](1)</script>"),
        ("Nothing of it", "else", "Nothing of it"),
    ],
)
def test_an_excerpt_marks_what_was_found(text, asked, shown):
    assert marked(text, asked) == shown


def test_an_excerpt_shows_the_place_where_most_of_what_was_asked_for_stands_together():
    text = (
        f"A meeting. {'Other things happened here. ' * 20}The meeting of engineers in Lima ended. {'More words. ' * 20}"
    )

    shown = marked(text, "engineers meeting lima", width=120)

    assert "The [meeting] of [engineers] in [Lima] ended." in shown
    assert (shown[0], shown[-1], len(shown) < 140) == ("…", "…", True)


def test_an_excerpt_of_chinese_counts_two_columns_a_character():
    shown = marked("前" * 100 + "华南理工" + "后" * 100, "华南理工", width=80)

    assert shown.count("前") + shown.count("后") + 4 == 40


@pytest.mark.parametrize(
    "asked", ["", " ", "🎉", '"', "* OR NOT", "NEAR(a b)", "title:x", "-", "'; DROP TABLE x", "\ud800"]
)
def test_no_sign_is_an_operator(asked):
    for demand in Query(asked, ("en",)).demands() if Query(asked, ("en",)) else ():
        assert not any(set(token.text) & SIGNS for any_of in demand for token in any_of)


def test_a_long_query_is_cut():
    query = Query("word " * 1000, ("en",))

    assert (query.is_cut, len(query.pieces)) == (True, 1)
    assert not Query("x" * LONGEST, ("en",)).is_cut


def test_frequent_words_are_passed_over_unless_there_is_nothing_else():
    assert Query("the University of Lima", ("en",)).terms == ["university", "lima"]
    assert Query("to be of", ("en",)).terms == ["be"]
    assert Query("of the", ("en",)).terms == ["of", "the"]


ENTRY = st.tuples(
    st.none() | st.dates(),
    st.integers(0, SOURCES - 1),
    st.integers(1, RECORDS - 1),
    st.sampled_from(LANGUAGE_CODES),
)


def in_order(entry):
    day, source, record, language = entry
    return (day is not None, -day.toordinal() if day else 0, source, -record, language)


@given(st.lists(ENTRY, min_size=2, max_size=8, unique=True))
def test_places_are_in_the_order_that_is_told_and_no_two_are_equal(entries):
    """Without a day first, then the newest; then by source, the latest record, and language."""
    places = [
        place_of(source, record, language, day) for day, source, record, language in sorted(entries, key=in_order)
    ]
    assert places == sorted(set(places))
    assert all(0 <= place < PLACES for place in places)
