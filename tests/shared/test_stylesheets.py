from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.management import call_command

from newsroom.shared.stylesheets import SHEET, bundled

SOURCES = Path(__file__).resolve().parents[2] / "static" / "css"


def test_readers_get_one_stylesheet_that_asks_for_no_other():
    words = Path(finders.find(SHEET)).read_text()

    assert "@import" not in words
    assert "--paper" in words
    assert words.index("@layer tokens {") < words.index("@layer base {") < words.index("@layer utilities {")


def test_every_part_is_in_the_sheet_whole():
    words = Path(finders.find(SHEET)).read_text()

    parts = [line.split('"')[1] for line in (SOURCES / "site.css").read_text().splitlines() if "@import" in line]
    assert parts
    assert [part for part in parts if (SOURCES / part).read_text() not in words] == []


def test_a_changed_part_changes_the_sheet(tmp_path):
    (tmp_path / "site.css").write_text('@import url("a.css") layer(base);\n')
    (tmp_path / "a.css").write_text("p { color: red; }\n")

    assert bundled(tmp_path / "site.css") == "@layer base {\np { color: red; }\n}\n"


def test_the_sheet_is_collected_once(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path

    call_command("collectstatic", interactive=False, verbosity=0)

    assert "@import" not in (tmp_path / SHEET).read_text()
