"""Cards for shared links: how a title is broken, in which fonts it is drawn, and what happens where there is none."""

import io

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from PIL import Image, ImageChops, features

from newsroom.shared import cards, linebreaks, renditions, typefaces
from tests.shared.test_images import encoded, make_image, read

MARK = finders.find(cards.MARK)


def texts(title):
    return [piece.text for piece in linebreaks.pieces(title)]


def drawn(title, language="en", office="International Office"):
    """The card, decoded."""
    data = cards.draw(title, language=language, office=office, mark=MARK)
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size, image.mode) == ("JPEG", (1200, 630), "RGB")
        return image.copy()


def ink(image):
    """Where something brighter than the ground stands, above the office's name."""
    return image.convert("L").point(lambda value: 255 if value > 150 else 0).crop((0, 0, 1200, 480)).getbbox()


@pytest.fixture
def no_fonts(monkeypatch):
    monkeypatch.setattr(typefaces, "installed", dict)
    typefaces._faces.cache_clear()
    yield
    typefaces._faces.cache_clear()


# breaking a title


def test_latin_breaks_between_words_only():
    assert texts("Signs a 5-year agreement") == ["Signs", "a", "5-year", "agreement"]


def test_chinese_breaks_between_characters_but_not_before_a_closing_or_after_an_opening_mark():
    assert texts("举办“智能”会议，共（200）人。") == ["举", "办", "“智", "能”", "会", "议，", "共", "（200）", "人。"]


def test_a_line_may_end_between_a_closing_and_an_opening_mark():
    assert texts("你好！“再见”") == ["你", "好！", "“再", "见”"]


def test_words_of_another_script_stay_whole_among_chinese_and_spaces_are_kept():
    pieces = linebreaks.pieces("与 SCUT合作")

    assert [(piece.text, piece.spaced) for piece in pieces] == [
        ("与", False),
        ("SCUT", True),
        ("合", False),
        ("作", False),
    ]


@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
@pytest.mark.parametrize("length", [1, 12, 40, 120, 300])
def test_a_title_of_any_length_fits_into_four_lines(language, length):
    words = {"en": "agreement ", "zh-hans": "合作，", "ar": "اتفاقية "}[language]
    title = (words * length)[:300].strip()
    block = cards._Block(title, typefaces.faces(language), language == "ar", language)

    assert 1 <= len(block.lines) <= 4
    assert all(block._width(line) <= block.room for line in block.lines)
    assert all(line[0] not in linebreaks.NOT_FIRST for line in block.lines)
    assert len("".join(block.lines).replace(" ", "")) >= min(len(title.replace(" ", "")), 40)


def test_a_word_longer_than_a_line_becomes_smaller_then_breaks():
    block = cards._Block("A" * 200, typefaces.faces("en"), False, "en")

    assert "".join(block.lines) == "A" * 200 or block.lines[-1].endswith(cards.ELLIPSIS)
    assert all(block._width(line) <= block.room for line in block.lines)


def test_what_does_not_fit_ends_in_an_ellipsis():
    block = cards._Block("Two universities met again. " * 12, typefaces.faces("en"), False, "en")

    assert block.lines[-1].endswith(cards.ELLIPSIS)


# fonts and directions


def test_this_machine_shapes_arabic_and_has_fonts_for_the_site_s_languages():
    assert features.check("raqm")
    for language, title in (("en", "Meeting"), ("zh-hans", "会议"), ("ar", "اجتماع"), ("es", "Reunión")):
        assert cards._can(title, typefaces.faces(language)), language


@pytest.fixture
def no_fribidi(monkeypatch):
    """A machine on which Pillow does not find the library that joins Arabic letters."""
    kept = (typefaces.joins_letters, typefaces._opened)
    monkeypatch.setattr(features, "check", lambda name: name != "fribidi")
    for each in kept:
        each.cache_clear()
    yield
    for each in kept:
        each.cache_clear()


def test_without_what_joins_letters_latin_and_chinese_are_drawn_and_arabic_gives_way_to_the_mark(no_fribidi):
    nothing = drawn("\U0010fffe", office="")

    assert ink(drawn("Meeting 会议"))
    assert ImageChops.difference(drawn("اجتماع", "ar", office=""), nothing).getbbox() is None


def test_what_no_font_has_is_known():
    faces = typefaces.faces("en")

    assert cards._can("Meeting in São Paulo 会议 اجتماع", faces)
    assert not cards._can("Meeting \U0001f409\U000e0041", [faces[0]])
    assert not cards._can("\U0010fffe", faces)
    assert not cards._can("   ", faces)


def test_a_line_from_the_right_keeps_the_order_of_what_runs_from_the_left():
    faces = typefaces.faces("ar")
    line = cards.runs("مع SCUT 华工 في", faces, True)

    shown = [run.text for run in cards._in_order(line, True) if run.text.strip()]

    assert [run.is_rtl for run in line if run.text.strip()] == [True, False, False, True]
    assert shown == ["مع", "华工", "SCUT", "في"]


def test_a_title_stands_at_the_side_on_which_its_language_begins():
    english, arabic = ink(drawn("Visit")), ink(drawn("زيارة", "ar", "مكتب"))

    assert english[0] < 100
    assert english[2] < 600
    assert arabic[0] > 600
    assert arabic[2] > 1100


def test_chinese_is_drawn_in_the_shapes_of_its_region():
    assert {typefaces.faces(language)[0].index for language in ("zh-hans", "ja", "ko")} >= {0, 1, 2}


def test_without_a_font_there_is_a_mark_and_no_empty_boxes(no_fonts):
    assert typefaces.faces("zh-hans") == ()

    card, other = drawn("国际会议", "zh-hans"), drawn("另一场会议", "zh-hans")

    assert ImageChops.difference(card, other).getbbox() is None
    assert card.getpixel((600, 250)) != card.getpixel((10, 10))


def test_a_font_of_the_settings_comes_first_and_one_that_is_none_is_passed_over(settings, tmp_path):
    (tmp_path / "broken.ttf").write_bytes(b"not a font")
    chosen = typefaces.installed()["DejaVuSans-Bold.ttf"]
    settings.NEWSROOM_CARD_FONTS = [str(tmp_path / "broken.ttf"), str(tmp_path / "absent.ttf"), chosen]

    assert typefaces.faces("en")[0].path == chosen


# what is kept


def test_a_card_is_drawn_once_and_anew_when_it_shows_something_else(settings):
    first = cards.keep("site", "Office", "en")
    again = cards.keep("site", "Office", "en")
    settings.SITE_NAMES = {"en": "Another office"}
    renamed = cards.keep("site", "Office", "en")

    assert first == again != renamed
    assert len(default_storage.listdir("cards/site")[1]) == 2


def test_forgotten_cards_are_gone_and_forgetting_none_is_no_fault():
    cards.keep("words/a", "Office", "en")

    cards.forget("words/a")
    cards.forget("words/never")

    assert default_storage.listdir("cards/words/a")[1] == []


# cuts of photos


@pytest.mark.parametrize(
    ("name", "size", "expected"),
    [
        ("card", (4000, 3000), (1200, 630)),
        ("1x1", (4000, 3000), (1200, 1200)),
        ("16x9", (1000, 800), (1000, 562)),
        ("4x3", (800, 300), (400, 300)),
        ("card", (1600, 400), (1200, 630)),
        ("card", (640, 480), (1200, 630)),
        ("card", (300, 2000), (600, 315)),
    ],
)
def test_a_cut_is_never_larger_than_the_picture_but_a_card_up_to_twice(name, size, expected):
    assert renditions.crop_size(name, *size) == expected


@pytest.mark.parametrize(
    ("focal", "colour"), [((0, 50), (255, 0, 0)), ((100, 50), (0, 0, 255)), ((100, 0), (0, 0, 255))]
)
def test_a_cut_keeps_the_focal_point(focal, colour):
    image = Image.new("RGB", (2400, 600), (255, 0, 0))
    image.paste((0, 0, 255), (1200, 0, 2400, 600))
    picture = read(encoded(image))
    renditions.store(picture)

    path = renditions.crop(picture.sha256, picture.extension, "1x1", focal)

    with default_storage.open(path) as file, Image.open(file) as cut:
        middle = cut.getpixel((300, 300))
        assert cut.size == (600, 600)
    assert all(abs(here - there) < 12 for here, there in zip(middle, colour, strict=True))


def test_cuts_go_with_their_picture():
    picture = read(encoded(make_image(1000, 750)))
    renditions.store(picture)
    path = renditions.crop(picture.sha256, picture.extension, "card", (50, 50))

    renditions.delete(picture.sha256, picture.extension)

    assert not default_storage.exists(path)
