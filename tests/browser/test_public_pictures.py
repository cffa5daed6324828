"""Pictures as a reader may meet them: on a day without colours, and where the file is lost."""

import pytest
from django.core.files.storage import default_storage
from PIL import Image, ImageChops

from articles.addresses import address_of
from articles.models import Photo, Publication
from newsroom.shared import renditions
from newsroom.site.models import SiteSettings
from tests.articles.uploads import make_photo
from tests.browser.demo_site import LOOKS
from tests.browser.test_site_pages import AXE, RUN, TAGS
from tests.make import make_topic, make_words, publish

pytestmark = pytest.mark.django_db(transaction=True)
ALT = {
    "en": "Two people shake hands at the gate of the campus",
    "zh-hans": "两人在校门口握手",
    "ar": "شخصان يتصافحان عند بوابة الحرم",
}


def make_front(language: str) -> list[Photo]:
    """A front page and an article with pictures of strong colours."""
    photos = [make_photo(colour, width=1600, height=900) for colour in ("#c01020", "#1060c0", "#e0a010")]
    topic = make_topic()
    for photo in photos:
        figure = f'<figure data-photo="{photos[0].pk}" data-alt="{ALT[language]}"></figure>'
        words = make_words("A meeting", f"<p>Words.</p>{figure}", lead_photo_id=photo.pk, lead_alt=ALT[language])
        publish(language, words=words, source_language=language, topics=[topic])
    return photos


def colours(path) -> int:
    """The widest distance between red, green and blue of any pixel: none in a picture without colours."""
    with Image.open(path) as picture:
        red, green, blue = picture.convert("RGB").split()
    pairs = ((red, green), (green, blue), (red, blue))
    return max(ImageChops.difference(*pair).getextrema()[1] for pair in pairs)


@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
def test_a_grey_day_is_without_any_colour_and_as_readable(visitor, language):
    make_front(language)
    own = SiteSettings.objects.create(pk=1)
    usual = visitor()
    usual.page.goto(f"/{language}/")
    assert colours(usual.shoot(f"usual-day-{language}")) > 100
    own.grey_from, own.grey_until = "2020-01-01", "2100-01-01"
    own.save()

    found = {}
    for scheme, width in LOOKS:
        reader = visitor(color_scheme=scheme, viewport={"width": width, "height": 900})
        page = reader.page
        for name in ("front", "article"):
            page.goto(f"/{language}/")
            if name == "article":
                page.goto(page.locator(".card a").first.get_attribute("href"))
            picture = reader.shoot(f"grey-day-{name}-{language}-{scheme}-{width}")
            # the policy of the pages lets no script in but the site's own; this one comes with the browser
            page.evaluate(AXE)
            found[name, scheme, width] = (colours(picture), page.evaluate(RUN, TAGS))

    assert found == {(name, *look): (0, []) for name in ("front", "article") for look in LOOKS}


@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
@pytest.mark.parametrize("width", [1280, 320])
def test_where_a_picture_is_lost_its_words_stand_in_its_place(visitor, language, width):
    photos = make_front(language)
    for photo in photos:
        default_storage.delete(photo.path)
        for extension in renditions.CONTENT_TYPES:
            for size in photo.widths:
                default_storage.delete(renditions.rendition_path(photo.sha256, size, extension))

    reader = visitor(viewport={"width": width, "height": 900})
    page = reader.page
    page.goto(address_of(Publication.objects.latest("pk")))
    pictures = page.locator("article picture img")
    boxes = [pictures.nth(at).bounding_box() for at in range(pictures.count())]
    reader.shoot(f"lost-picture-{language}-{width}")

    assert [pictures.nth(at).evaluate("image => image.naturalWidth") for at in range(pictures.count())] == [0, 0]
    assert {pictures.nth(at).get_attribute("alt") for at in range(pictures.count())} == {ALT[language]}
    assert all(box["height"] >= 20 and box["width"] <= width for box in boxes)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert Photo.objects.exclude(unreadable_since=None).exists()
