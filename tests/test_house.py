"""What holds for the whole tree: migrations, checks, locked requirements, templates, catalogues."""

import io
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.core import checks
from django.core.management import call_command
from django.template import engines
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = ("requirements.txt", "requirements-s3.txt", "requirements-dev.txt")
ROOMS = ("articles", "events", "newsroom", "partners")
TEMPLATES = sorted(path for top in ("templates", *ROOMS) for path in (ROOT / top).rglob("*.html"))
STYLES = sorted((ROOT / "static").rglob("*.css"))
SCRIPTS = sorted((ROOT / "static").rglob("*.js"))
CATALOGUES = sorted((ROOT / "newsroom" / "locale").rglob("*.po"))
LANGUAGES = ("zh_Hans", "es", "ar")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


# models and checks


@pytest.mark.django_db
def test_no_model_has_changed_without_its_migration():
    out = io.StringIO()
    call_command("makemigrations", check_changes=True, dry_run=True, stdout=out)

    assert out.getvalue() == "No changes detected\n"


@pytest.mark.django_db
def test_the_system_check_is_silent():
    assert checks.run_checks(databases=["default"]) == []


def production(*command: str, **environment: str) -> subprocess.CompletedProcess:
    """Run manage.py as on a server: nothing inherited but the path, debugging off."""
    settings = {"PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "newsroom.settings", "NEWSROOM_DEBUG": "0"}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *command],
        cwd=ROOT,
        env=settings | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_office_s_own_mark_stands_in_place_of_ours(tmp_path):
    own = tmp_path / "brand"
    own.mkdir()
    (own / "mark.svg").write_text("<svg/>")

    done = production(
        "findstatic", "--first", "--verbosity=0", "img/mark.svg", "img/favicon.ico",
        NEWSROOM_SECRET_KEY="x" * 60, NEWSROOM_HOSTS="a.example", NEWSROOM_VAR=str(tmp_path), NEWSROOM_BRAND=str(own),
    )  # fmt: skip

    assert done.stdout.splitlines() == [str(own / "mark.svg"), str(ROOT / "static" / "img" / "favicon.ico")], (
        done.stderr
    )


ASK_FOR_THE_MARK = """
import re
from django.test import Client, RequestFactory
from newsroom.shared.errors import plain_page
(mark,) = re.findall('<img src="([^"]+)"', plain_page(RequestFactory().get("/"), 500).text)
print(Client().get(mark).getvalue().decode())
"""


@pytest.mark.parametrize("has_own", [True, False])
def test_a_page_shows_the_office_s_own_mark_where_it_has_one(tmp_path, has_own):
    """The page of a fault, which needs no database."""
    (tmp_path / "mark.svg").write_text("<svg/>")
    brand = {"NEWSROOM_BRAND": str(tmp_path)} if has_own else {}

    # while debugging, static files are given as they lie, uncollected
    done = production(
        "shell", "--verbosity=0", f"--command={ASK_FOR_THE_MARK}",
        NEWSROOM_DEBUG="1", NEWSROOM_VAR=str(tmp_path / "var"), **brand,
    )  # fmt: skip

    ours = (ROOT / "static" / "img" / "mark.svg").read_text()
    assert done.stdout.strip() == ("<svg/>" if has_own else ours.strip()), done.stderr


def test_the_deployment_check_is_silent(tmp_path):
    done = production(
        "check",
        "--deploy",
        "--fail-level=WARNING",
        NEWSROOM_SECRET_KEY="tW8mUq3ZrX5vLk9YbN2cHs7GdJ4pFa6eQoTiEuRyAzVxCwMnK1fB0hD",
        NEWSROOM_HOSTS="news.example.edu",
        NEWSROOM_VAR=str(tmp_path),
    )

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "NEWSROOM_SECRET_KEY must be set when NEWSROOM_DEBUG is off."),
        ({"NEWSROOM_SECRET_KEY": "x" * 50}, "NEWSROOM_HOSTS must be set when NEWSROOM_DEBUG is off."),
        ({"NEWSROOM_DEBUG": "perhaps"}, "NEWSROOM_DEBUG must be yes or no, not 'perhaps'."),
    ],
)
def test_production_does_not_start_on_unsafe_settings(tmp_path, environment, said):
    done = production("check", NEWSROOM_VAR=str(tmp_path), **environment)

    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1] == f"django.core.exceptions.ImproperlyConfigured: {said}"


def test_only_settings_read_the_environment():
    readers = [
        named(path)
        for top in ROOMS
        for path in sorted((ROOT / top).rglob("*.py"))
        if re.search(r"\bos\.(environ(?!\.setdefault\(\"DJANGO_SETTINGS_MODULE\")|getenv)\b", path.read_text())
    ]

    assert readers == ["newsroom/settings.py"]


# requirements


def locked(name: str) -> dict[str, tuple[str, list[str]]]:
    """The packages of a lock file: name → version, hashes."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            package, version = re.match(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;]+)", line).groups()
            found[canonicalize_name(package)] = (version, re.findall(r"--hash=sha256:([0-9a-f]{64})\b", line))
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_requirement_is_pinned_and_hashed(name):
    assert [package for package, (version, hashes) in locked(name).items() if not hashes] == []


@pytest.mark.parametrize("name", [*LOCKS, "pyproject.toml"])
def test_requirements_name_no_package_index(name):
    text = (ROOT / name).read_text()

    assert re.findall(r"https?://\S+|--(?:extra-)?index-url|--find-links|--trusted-host", text) == []


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("requirements.txt", []),
        ("requirements-s3.txt", PROJECT["project"]["optional-dependencies"]["s3"]),
        ("requirements-dev.txt", PROJECT["dependency-groups"]["dev"]),
    ],
)
def test_the_locks_fulfil_what_the_project_asks_for(name, wanted):
    lock = locked(name)
    requirements = [Requirement(line) for line in PROJECT["project"]["dependencies"] + wanted]

    unfulfilled = [
        str(requirement)
        for requirement in requirements
        if not requirement.specifier.contains(lock.get(canonicalize_name(requirement.name), ("0", []))[0])
    ]
    assert unfulfilled == []


@pytest.mark.parametrize("name", ["requirements-s3.txt", "requirements-dev.txt"])
def test_every_lock_has_the_versions_that_run_in_production(name):
    lock = locked(name)
    assert {package: lock.get(package) for package in locked("requirements.txt")} == locked("requirements.txt")


def test_one_lowest_python_is_named_everywhere():
    headers = [(ROOT / name).read_text().splitlines()[1] for name in LOCKS]

    assert PROJECT["project"]["requires-python"] == ">=3.11"
    assert PROJECT["tool"]["ruff"]["target-version"] == "py311"
    assert [re.search(r"--python-version (\S+)", header)[1] for header in headers] == ["3.11"] * 3


# pages


def lines(path: Path, pattern: str) -> list[str]:
    return [line.strip() for line in path.read_text().splitlines() if re.search(pattern, line, re.IGNORECASE)]


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
class TestTemplate:
    def test_it_compiles(self, path):
        engines["django"].from_string(path.read_text())

    def test_it_loads_nothing_from_another_host(self, path):
        assert lines(path, r"""\b(?:src|srcset|poster|action|data)\s*=\s*["']?(?:https?:)?//""") == []
        assert lines(path, r"""<link\b[^>]*href\s*=\s*["']?(?:https?:)?//""") == []

    def test_it_has_no_inline_script_or_style(self, path):
        text = path.read_text()
        scripts = re.findall(r"<script\b(?![^>]*\b(?:src=|type=\"application/(?:ld\+)?json\"))[^>]*>", text)

        assert (scripts, lines(path, r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:")) == ([], [])

    def test_it_leaves_escaping_on(self, path):
        assert lines(path, r"\|\s*safe(?:seq)?\b|autoescape\s+off") == []


@pytest.mark.parametrize("path", STYLES + SCRIPTS, ids=named)
def test_static_files_load_nothing_from_another_host(path):
    assert (
        lines(path, r"""url\(\s*["']?(?:https?:)?//|@import[^;]*//|(?:fetch|import)\s*\(?\s*["'`](?:https?:)?//""")
        == []
    )


@pytest.mark.parametrize("path", STYLES, ids=named)
def test_styles_speak_of_start_and_end_so_that_arabic_mirrors(path):
    physical = r"(?<![-\w])(?:(?:margin|padding|border)-(?:left|right)|left|right|float|text-align)\s*:\s*(?:left|right|-?[\d.])"

    assert lines(path, physical) == []


# catalogues


def forms(text) -> tuple:
    """One form, or those of singular and plural, whichever kind of sequence the reader of the file gives them in."""
    return (text,) if isinstance(text, str) else tuple(text)


def name_of(message) -> tuple:
    """What a message is known by; a compiled catalogue gives its context in bytes."""
    context = message.context
    return (context.decode() if isinstance(context, bytes) else context, forms(message.id))


def messages(catalogue) -> dict:
    return {
        name_of(message): forms(message.string)
        for message in catalogue
        if message.id and not message.fuzzy and all(forms(message.string))
    }


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_compiled_messages_agree_with_their_source(path):
    with path.open("rb") as source, path.with_suffix(".mo").open("rb") as compiled:
        assert messages(read_mo(compiled)) == messages(read_po(source))


def catalogue(language: str):
    with (ROOT / "newsroom" / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as source:
        return read_po(source)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_of_the_interface_is_translated(language):
    """What is fuzzy is not; of a plural each form is."""
    source = catalogue(language)
    translated = messages(source)

    assert [message.id for message in source if message.id and name_of(message) not in translated] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogues_know_the_same_strings(language):
    """So that what holds for one against the source holds for all."""
    assert {name_of(each) for each in catalogue(language)} == {name_of(each) for each in catalogue("zh_Hans")}


def placeholders(text: str) -> list[str]:
    return sorted(set(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text)))


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_a_translation_has_the_placeholders_of_its_source(path):
    with path.open("rb") as source:
        found = messages(read_po(source))

    singular = {ids[0]: strings[0] for (_, ids), strings in found.items() if len(ids) == 1}
    assert {key: placeholders(key) for key in singular} == {key: placeholders(text) for key, text in singular.items()}
    # the forms of a plural may leave the number out ("one article"), but name nothing else
    plural = {ids: strings for (_, ids), strings in found.items() if len(ids) > 1}
    assert [
        ids for ids, texts in plural.items() if set(placeholders(" ".join(texts))) - set(placeholders(ids[1]))
    ] == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="GNU gettext collects the strings")
def test_the_catalogues_hold_the_strings_of_the_source(tmp_path):
    for top in (*ROOMS, "templates"):
        shutil.copytree(ROOT / top, tmp_path / top, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "makemessages", "--locale=zh_Hans", "--no-obsolete", "--no-wrap"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "NEWSROOM_VAR": str(tmp_path / "var"), "LC_ALL": "C.UTF-8"},
        check=True,
        capture_output=True,
    )

    place = Path("newsroom", "locale", "zh_Hans", "LC_MESSAGES", "django.po")
    with (tmp_path / place).open("rb") as new, (ROOT / place).open("rb") as committed:
        assert {(m.context, m.id) for m in read_po(new)} == {(m.context, m.id) for m in read_po(committed)}
