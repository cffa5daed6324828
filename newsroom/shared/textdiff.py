"""What changed between two texts: word by word where words have spaces, character by character in Chinese and Japanese."""

import re
from collections import Counter
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from newsroom.shared.characters import CJK
from newsroom.shared.differences import changes
from newsroom.shared.richtext import Block, blocks, render

# one Han or kana character, a number with its separators, a word with its hyphens and apostrophes, spaces, any other mark
TOKEN = re.compile(
    rf"{CJK.pattern}|\d+(?:[.,:/-]\d+)*|(?:(?!{CJK.pattern})[^\W\d_])+(?:['’\-](?:(?!{CJK.pattern})[^\W\d_])+)*|\s+|.",
    re.DOTALL,
)
WRAPPED = {"equal": "{}", "delete": "<del>{}</del>", "insert": "<ins>{}</ins>"}
# Blocks that have at least so much in common are two versions of one block
ALIKE = 0.4
MOST_PAIRS = 2500

NOTHING = SafeString("")
Pieces = list[tuple[str, str]]


@dataclass(frozen=True)
class Row:
    """A block on both sides, as safe HTML. `op` is equal, insert, delete or replace; replace with `is_same_text` means that only
    the form changed: a heading became a paragraph, a link leads elsewhere, other words are bold."""

    op: str
    old: SafeString = NOTHING
    new: SafeString = NOTHING
    is_same_text: bool = False


def tokens(text: str) -> list[str]:
    return TOKEN.findall(text)


def diff(old: str, new: str) -> Pieces:
    """Pieces in reading order: ("equal" | "delete" | "insert", text). Equal and delete make up the old text, equal and insert the
    new one."""
    before, after = tokens(old), tokens(new)
    pieces: Pieces = []
    place = 0
    for i, j, k, m in _readable(before, changes(before, after)):
        pieces.append(("equal", "".join(before[place:i])))
        pieces.append(("delete", "".join(before[i:j])))
        pieces.append(("insert", "".join(after[k:m])))
        place = j
    pieces.append(("equal", "".join(before[place:])))
    return [(op, text) for op, text in pieces if text]


def _readable(before: list[str], spans: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Changes with next to nothing between them become one: "in 2024" → "on 2025" reads better than two changes and a space."""
    joined: list[tuple[int, int, int, int]] = []
    for span in spans:
        if joined:
            i, j, k, m = joined[-1]
            between = before[j : span[0]]
            changed = min(max(j - i, m - k), max(span[1] - span[0], span[3] - span[2]))
            words = sum(any(map(str.isalnum, token)) for token in between)
            if len(between) <= 4 and (not words or (words == 1 and changed > 3)):
                joined[-1] = (i, span[1], k, span[3])
                continue
        joined.append(span)
    return joined


def diff_html(old: str, new: str) -> SafeString:
    """One text with what went in <del> and what came in <ins>."""
    return _marked(diff(old, new))


def _marked(pieces: Pieces, *, without: str = "") -> SafeString:
    return format_html_join("", "{}", ((format_html(WRAPPED[op], text),) for op, text in pieces if op != without))


def diff_body(old_html: str, new_html: str) -> list[Row]:
    """Two bodies block by block. A block that changed shows its words marked on both sides, with the addresses of links and the
    alternative texts of photos."""
    before, after = blocks(old_html), blocks(new_html)
    rows, place = [], 0
    for i, j, k, m in changes([block.html for block in before], [block.html for block in after]):
        rows += [Row("equal", _shown(block), _shown(block)) for block in before[place:i]]
        rows += [_row(old, new) for old, new in _paired(before[i:j], after[k:m])]
        place = j
    return rows + [Row("equal", _shown(block), _shown(block)) for block in before[place:]]


def _row(old: Block | None, new: Block | None) -> Row:
    if old is None:
        return Row("insert", new=format_html("<ins>{}</ins>", _shown(new)))
    if new is None:
        return Row("delete", old=format_html("<del>{}</del>", _shown(old)))
    pieces = diff(spelled_out(old), spelled_out(new))
    if all(op == "equal" for op, _text in pieces):
        return Row("replace", _shown(old), _shown(new), is_same_text=True)
    return Row("replace", _marked(pieces, without="insert"), _marked(pieces, without="delete"))


def _paired(old: list[Block], new: list[Block]) -> list[tuple[Block | None, Block | None]]:
    """Each old block beside the new one that it became, in order; None where there is none."""
    if len(old) * len(new) > MOST_PAIRS:
        partners = [(number, number) for number in range(min(len(old), len(new)))]
    else:
        counted = [_counted(block) for block in new]
        partners = _partners([_alikeness(block, counted, new) for block in old])
    pairs: list[tuple[Block | None, Block | None]] = []
    i = k = 0
    for at_old, at_new in [*partners, (len(old), len(new))]:
        pairs += [(block, None) for block in old[i:at_old]] + [(None, block) for block in new[k:at_new]]
        if at_old < len(old):
            pairs.append((old[at_old], new[at_new]))
        i, k = at_old + 1, at_new + 1
    return pairs


def _alikeness(one: Block, others: list[Counter], other_blocks: list[Block]) -> list[float]:
    """How much of the words each of the others has in common with a block, 0 where it is too little."""
    words = _counted(one)
    found = []
    for other, block in zip(others, other_blocks, strict=True):
        if one.photo_id is not None and one.photo_id == block.photo_id:
            found.append(1.0)
            continue
        share = 2 * (words & other).total() / max(words.total() + other.total(), 1)
        found.append(share if share >= ALIKE else 0.0)
    return found


def _counted(block: Block) -> Counter:
    return Counter(token for token in tokens(block.text) if token[0].isalnum())


def _partners(alike: list[list[float]]) -> list[tuple[int, int]]:
    """The pairs in order on both sides with the highest sum of alikeness."""
    rows, columns = len(alike), len(alike[0]) if alike else 0
    best = [[0.0] * (columns + 1) for _row in range(rows + 1)]
    for i in reversed(range(rows)):
        for k in reversed(range(columns)):
            pair = alike[i][k] + best[i + 1][k + 1] if alike[i][k] else 0.0
            best[i][k] = max(pair, best[i + 1][k], best[i][k + 1])
    pairs, i, k = [], 0, 0
    while i < rows and k < columns:
        if alike[i][k] and best[i][k] == alike[i][k] + best[i + 1][k + 1]:
            pairs.append((i, k))
            i, k = i + 1, k + 1
        elif best[i][k] == best[i + 1][k]:
            i += 1
        else:
            k += 1
    return pairs


def spelled_out(block: Block) -> str:
    """The words of a block with what a reader does not see at once: where links lead, which photo, what it says to the blind."""
    # the block's HTML is canonical: <a href="…"> is written in one way only
    linked = re.sub(r'<a href="([^"]*)">(.*?)</a>', lambda link: f"{link[2]} [{link[1]}]", block.html)
    text = blocks(linked)[0].text if linked != block.html else block.text
    if block.kind != "figure":
        return text
    photo = _("Photo %(number)d") % {"number": block.photo_id} if block.photo_id else _("Photo still to be chosen")
    alt = _("In words: %(alt)s") % {"alt": block.alt} if block.alt else ""
    return "\n".join(filter(None, (photo, text, alt)))


def _shown(block: Block) -> SafeString:
    """A block as staff see it in a comparison; a photo by its number."""

    def figure(_photo_id, _caption, _alt):
        first, *rest = spelled_out(block).split("\n")
        return format_html(
            "<figure><p>[{}]</p>{}</figure>", first, format_html_join("", "<p>{}</p>", ((line,) for line in rest))
        )

    return render(block.html, figure)
