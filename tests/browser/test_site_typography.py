"""How the languages are set, by what the browser made of the styles: Chinese as https://www.w3.org/TR/clreq/ asks, and each piece in
another language by its own rules."""

import pytest

from tests.browser.conftest import LOAD_PICTURES, Visitor
from tests.browser.demo_site import KINDS

# a piece in each language, with a word that matters, put into the prose of the page: what it looks like by language
PIECES = """() => {
    const prose = document.querySelector(".prose");
    const look = (lang) => {
        const piece = document.createElement("p");
        piece.lang = lang;
        piece.append("a ", document.createElement("em"));
        piece.lastChild.append("b");
        prose.append(piece);
        const [own, em] = [piece, piece.lastChild].map((each) => getComputedStyle(each));
        return {
            face: own.fontFamily.split(",").map((each) => each.trim().replaceAll('"', "")),
            leading: parseFloat(own.lineHeight) / parseFloat(own.fontSize),
            breaking: [own.lineBreak, own.wordBreak, own.overflowWrap],
            autospace: own.textAutospace,
            em: em.fontStyle,
            dots: [em.textEmphasisStyle, em.textEmphasisPosition],
            weight: Number(em.fontWeight),
        };
    };
    return Object.fromEntries(["zh-Hans", "zh-Hant", "ja", "en", "es", "ar"].map((lang) => [lang, look(lang)]));
}"""
SLANTED = """() => [...document.querySelectorAll("body *")]
    .filter((each) => each.checkVisibility() && getComputedStyle(each).fontStyle !== "normal").map((each) => each.outerHTML.slice(0, 120))"""
DOTS = ["dot", "under"]  # to the right where lines go down, which goes without saying
BEFORE_NOTO = {
    "zh-Hans": ["PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC"],
    "zh-Hant": ["PingFang TC", "Microsoft JhengHei", "Noto Sans CJK TC", "Noto Sans TC"],
}


@pytest.fixture(scope="module")
def reader(chromium, demo):
    someone = Visitor(chromium, demo.origin)
    yield someone.page
    someone.context.close()


@pytest.mark.parametrize("language", ["zh-hans", "en", "ar"])
def test_each_piece_is_set_as_its_language_asks_whatever_page_it_is_in(demo, reader, language):
    reader.goto(demo.address("article", language))

    looks = reader.evaluate(PIECES)

    for tag in ("zh-Hans", "zh-Hant", "ja"):
        assert (looks[tag]["em"], looks[tag]["dots"]) == ("normal", DOTS)
        assert looks[tag]["breaking"] == ["strict", "normal", "anywhere"]
    for tag, faces in BEFORE_NOTO.items():
        assert [each for each in looks[tag]["face"] if each in faces] == faces
        assert 1.75 <= looks[tag]["leading"] <= 1.9
    for tag in ("en", "es"):
        assert (looks[tag]["em"], looks[tag]["dots"][0], looks[tag]["breaking"][0]) == ("italic", "none", "auto")
        assert 1.5 <= looks[tag]["leading"] <= 1.65
    assert (looks["ar"]["em"], looks["ar"]["dots"][0], looks["ar"]["weight"]) == ("normal", "none", 700)
    assert {look["autospace"] for look in looks.values()} == {"normal"}


@pytest.mark.parametrize("language", ["zh-hans", "ar"])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_slanted_in_a_script_that_has_no_italics(demo, reader, kind, language):
    reader.goto(demo.address(kind, language))

    assert reader.evaluate(SLANTED) == []


# of each cut picture: where in it the photo's point of interest was set, and the part of it that is seen, in hundredths of its size
CROPS = """() => [...document.querySelectorAll(".card-picture img")].filter((image) => image.checkVisibility()).map((image) => {
    const box = image.getBoundingClientRect(), look = getComputedStyle(image);
    const scale = Math.max(box.width / image.naturalWidth, box.height / image.naturalHeight);
    const place = look.objectPosition.split(" ").map(parseFloat);
    const point = ["x", "y"].map((axis) => 10 * Number([...image.classList].find((each) => each.startsWith(`focal-${axis}-`)).split("-").pop()));
    const seen = [[box.width, image.naturalWidth], [box.height, image.naturalHeight]].map(([room, size], axis) => {
        const start = (scale * size - room) * place[axis] / 100, whole = scale * size;
        return [100 * start / whole, 100 * (start + room) / whole];
    });
    return { fit: look.objectFit, place, point, seen };
})"""


@pytest.mark.parametrize("width", [1280, 390])
def test_a_cut_picture_keeps_what_it_is_about(chromium, demo, width):
    visitor = Visitor(chromium, demo.origin, viewport={"width": width, "height": 900})
    visitor.page.goto("/en/")
    visitor.page.evaluate(LOAD_PICTURES)

    crops = visitor.page.evaluate(CROPS)

    visitor.context.close()
    assert len(crops) > 3
    assert {tuple(crop["point"]) for crop in crops} - {(50, 50)}
    for crop in crops:
        assert (crop["fit"], crop["place"]) == ("cover", crop["point"])
        assert all(start <= point <= end for point, (start, end) in zip(crop["point"], crop["seen"], strict=True))
