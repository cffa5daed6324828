"""Tracked changes and comments in the XML of a Word document: listed, and settled one way or the other."""

import copy
from collections.abc import Sequence

from lxml import etree

from .text import tidy
from .understood import Question

_IN = ("ins", "moveTo")
_OUT = ("del", "moveFrom")
_FORMER = ("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange", "tcPrChange", "tblGridChange")


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _author(element: etree._Element) -> str:
    return tidy(element.get(f"{{{etree.QName(element).namespace}}}author", ""))


def _text(element: etree._Element) -> str:
    return tidy(" ".join("".join(node.itertext()) for node in element.iter("{*}t", "{*}delText")))


def questions_in(trees: Sequence[etree._Element], comments: etree._Element | None) -> list[Question]:
    """What somebody has to decide on; neighbouring changes of one author are one question."""
    questions: list[Question] = []
    for tree in trees:
        for element in tree.iter(*(f"{{*}}{name}" for name in (*_IN, *_OUT))):
            kind = "inserted" if _name(element) in _IN else "deleted"
            parent = _name(element.getparent())
            if parent == "rPr":
                text = "¶"
            elif parent == "trPr":
                text = _text(element.getparent().getparent())
            else:
                text = _text(element)
            if not text:
                continue
            last = questions[-1] if questions else None
            if last and last.kind == kind and last.author == _author(element) and _follows(element):
                questions[-1] = Question(kind, last.author, f"{last.text}{text}")
            else:
                questions.append(Question(kind, _author(element), text))
    if comments is not None:
        for comment in comments.iter("{*}comment"):
            questions.append(Question("comment", _author(comment), _text(comment)))
    return questions


def _follows(element: etree._Element) -> bool:
    before = element.getprevious()
    return before is not None and _name(before) == _name(element)


def settle(tree: etree._Element, *, accept: bool) -> None:
    """Leaves no tracked change in the tree: all accepted, or all rejected."""
    kept, dropped = (_IN, _OUT) if accept else (_OUT, _IN)
    _former_properties(tree, accept=accept)
    _rows(tree, dropped)
    _paragraph_marks(tree, dropped)
    for name in dropped:
        for element in list(tree.iter(f"{{*}}{name}")):
            _remove(element)
    for name in kept:
        for element in list(tree.iter(f"{{*}}{name}")):
            if _name(element.getparent()) in ("rPr", "trPr"):
                _remove(element)
            else:
                _unwrap(element)
    _name_deleted_text(tree)


def _former_properties(tree: etree._Element, *, accept: bool) -> None:
    for name in _FORMER:
        for change in list(tree.iter(f"{{*}}{name}")):
            owner = change.getparent()
            if not accept and owner is not None and len(change):
                for child in list(owner):
                    # Marks of inserted and deleted paragraphs are settled later; they are no formatting.
                    if _name(child) not in (*_IN, *_OUT, "rPr"):
                        owner.remove(child)
                for child in change[0]:
                    owner.append(copy.deepcopy(child))
            elif owner is not None:
                owner.remove(change)


def _rows(tree: etree._Element, dropped: tuple[str, ...]) -> None:
    for row in list(tree.iter("{*}tr")):
        if any(row.find(f"{{*}}trPr/{{*}}{name}") is not None for name in dropped):
            _remove(row)


def _paragraph_marks(tree: etree._Element, dropped: tuple[str, ...]) -> None:
    """A paragraph whose end is dropped runs on into the next one."""
    for paragraph in list(tree.iter("{*}p")):
        if not any(paragraph.find(f"{{*}}pPr/{{*}}rPr/{{*}}{name}") is not None for name in dropped):
            continue
        following = paragraph.getnext()
        while following is not None and _name(following) != "p":
            if _name(following) in ("tbl", "sectPr"):
                following = None
                break
            following = following.getnext()
        if following is None:
            continue
        place = 1 if following.find("{*}pPr") is not None else 0
        for child in list(paragraph):
            if _name(child) != "pPr":
                following.insert(place, child)
                place += 1
        _remove(paragraph)


def _name_deleted_text(tree: etree._Element) -> None:
    for old, new in (("delText", "t"), ("delInstrText", "instrText")):
        for element in tree.iter(f"{{*}}{old}"):
            element.tag = f"{{{etree.QName(element).namespace}}}{new}"


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: etree._Element) -> None:
    parent = element.getparent()
    place = parent.index(element)
    for child in list(element):
        parent.insert(place, child)
        place += 1
    parent.remove(element)
