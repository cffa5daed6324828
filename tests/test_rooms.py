"""Rooms import downward only: what could be deleted must not be needed by what stays."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# from the floor to the roof; the longest prefix decides, so newsroom.shared is not the roof
ROOMS = ("newsroom.shared", "newsroom.accounts", "partners", "events", "articles", "newsroom")


def room_of(module: str) -> str | None:
    holders = [room for room in ROOMS if module == room or module.startswith(room + ".")]
    return max(holders, key=len, default=None)


def imported(tree: ast.AST, module: str, *, is_package: bool) -> set[str]:
    """Every module that the source may import: `from newsroom import shared` names newsroom.shared."""
    package = module.split(".") if is_package else module.split(".")[:-1]
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join(start + (node.module.split(".") if node.module else []))
            names |= {f"{base}.{alias.name}" for alias in node.names}
    return names


def upward(source: str, module: str, *, is_package: bool = False) -> list[str]:
    own = ROOMS.index(room_of(module))
    found = imported(ast.parse(source), module, is_package=is_package)
    return sorted(name for name in found if room_of(name) and ROOMS.index(room_of(name)) > own)


def modules() -> list[Path]:
    return sorted(path for top in ("newsroom", "partners", "events", "articles") for path in (ROOT / top).rglob("*.py"))


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_rooms_below_it(path):
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    is_package = parts[-1] == "__init__"
    module = ".".join(parts[:-1] if is_package else parts)

    assert upward(path.read_text(), module, is_package=is_package) == []


@pytest.mark.parametrize(
    ("source", "module", "found"),
    [
        ("from articles.models import Article", "events.views", ["articles.models.Article"]),
        ("import articles.models", "partners.models", ["articles.models"]),
        ("def late():\n    from events import models", "partners.models", ["events.models"]),
        ("from newsroom import urls", "articles.views", ["newsroom.urls"]),
        ("from .. import accounts", "newsroom.shared.guards", ["newsroom.accounts"]),
        ("from ..accounts.models import User", "newsroom.shared.guards", ["newsroom.accounts.models.User"]),
        ("from newsroom import shared", "partners.models", []),
        ("from newsroom.accounts.models import User", "articles.models.article", []),
        ("from . import models", "events.views", []),
        ("from events.models import Event", "articles.models", []),
        ("from django.db import models", "newsroom.shared.guards", []),
    ],
)
def test_the_check_sees_every_way_of_importing(source, module, found):
    assert upward(source, module) == found


def test_the_roof_package_is_empty_so_that_its_floors_can_be_imported_alone():
    assert (ROOT / "newsroom" / "__init__.py").read_text() == ""
