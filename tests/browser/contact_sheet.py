"""All pictures of the kinds of page on sheets that a person can look over: `make contact-sheet` after `make test-browser`.

One sheet a language: a row for each kind of page; light and dark, wide and narrow side by side; the top of each page.
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw

from tests.browser.conftest import SCREENSHOTS
from tests.browser.demo_site import KINDS, LANGUAGES, LOOKS, UNLINKED

SHEETS = Path(__file__).resolve().parents[2] / "docs" / "contact-sheets"
ROWS = [*KINDS, *UNLINKED]
HEIGHT = 300
WIDTHS = {1280: 400, 320: 110}
MARGIN, LABEL = 10, 16
PAPER, INK = "#ffffff", "#333333"


def thumbnail(path: Path, width: int) -> Image.Image:
    """The page's top, as wide as its place."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").resize((width, round(picture.height * width / picture.width)), Image.LANCZOS)
    return small.crop((0, 0, width, min(small.height, HEIGHT)))


def sheet(language: str) -> Image.Image:
    widths = [WIDTHS[width] for _scheme, width in LOOKS]
    size = (sum(widths) + MARGIN * (len(widths) + 1), (HEIGHT + LABEL + MARGIN) * len(ROWS) + MARGIN)
    whole = Image.new("RGB", size, PAPER)
    draw = ImageDraw.Draw(whole)
    for row, kind in enumerate(ROWS):
        top = MARGIN + row * (HEIGHT + LABEL + MARGIN)
        draw.text((MARGIN, top), f"{kind}, {language}", fill=INK)
        left = MARGIN
        for scheme, width in LOOKS:
            path = SCREENSHOTS / "site" / f"{kind.replace(' ', '-')}-{language}-{scheme}-{width}.png"
            if path.exists():
                whole.paste(thumbnail(path, WIDTHS[width]), (left, top + LABEL))
            left += WIDTHS[width] + MARGIN
    return whole


def main() -> None:
    if not any((SCREENSHOTS / "site").glob("*.png")):
        sys.exit("There are no pictures yet: run `make test-browser` first.")
    SHEETS.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        sheet(language).save(SHEETS / f"{language}.webp", quality=60, method=6)


if __name__ == "__main__":
    main()
