"""The shortest way from one sequence to another, in bounded time: when two passages have too little in common the whole passage
is replaced, which also reads better than a confetti of single letters."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from itertools import pairwise

Span = tuple[int, int, int, int]  # old from, old to, new from, new to

# How many steps all comparisons of one text may take together (a second or two), and how many edits one passage may need
BUDGET = 3_000_000
MOST_EDITS = 1200


def changes(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Span]:
    """What differs, in order; everything between two spans is equal."""
    return list(_Comparison(old, new).spans(0, len(old), 0, len(new)))


class _Comparison:
    def __init__(self, old: Sequence[Hashable], new: Sequence[Hashable]):
        # numbers compare faster than strings
        numbers: dict[Hashable, int] = {}
        self.old = [numbers.setdefault(item, len(numbers)) for item in old]
        self.new = [numbers.setdefault(item, len(numbers)) for item in new]
        self.budget = BUDGET

    def spans(self, i: int, j: int, k: int, m: int) -> Iterator[Span]:
        """Ends that are the same go first, then Myers' algorithm; where that takes too long, what occurs once on both sides
        divides the passage."""
        waiting = [(i, j, k, m)]
        while waiting:
            i, j, k, m = waiting.pop()
            while i < j and k < m and self.old[i] == self.new[k]:
                i, k = i + 1, k + 1
            while i < j and k < m and self.old[j - 1] == self.new[m - 1]:
                j, m = j - 1, m - 1
            if i == j or k == m:
                if i != j or k != m:
                    yield i, j, k, m
                continue
            found = self._shortest(i, j, k, m)
            if found is not None:
                yield from found
                continue
            anchors = self._anchors(i, j, k, m)
            if not anchors:
                yield i, j, k, m
                continue
            edges = [(i - 1, k - 1), *anchors, (j, m)]
            parts = [(a + 1, c, b + 1, d) for (a, b), (c, d) in pairwise(edges)]
            waiting.extend(reversed(parts))

    def _shortest(self, i: int, j: int, k: int, m: int) -> list[Span] | None:
        """Myers' greedy algorithm; None when it would need too many edits."""
        old, new = self.old[i:j], self.new[k:m]
        ends, goal = {1: 0}, len(old) - len(new)
        history: list[dict[int, int]] = []
        for edits in range(min(len(old) + len(new), MOST_EDITS) + 1):
            self.budget -= edits + 1
            if self.budget < 0:
                return None
            history.append({})
            for diagonal in range(-edits, edits + 1, 2):
                goes_down = diagonal == -edits or (diagonal != edits and ends[diagonal - 1] < ends[diagonal + 1])
                x = ends[diagonal + 1] if goes_down else ends[diagonal - 1] + 1
                y = x - diagonal
                start = x
                while x < len(old) and y < len(new) and old[x] == new[y]:
                    x, y = x + 1, y + 1
                self.budget -= x - start
                ends[diagonal] = history[-1][diagonal] = x
                if diagonal == goal and x >= len(old) and y >= len(new):
                    return _walk_back(history, len(old), len(new), i, k)
        return None

    def _anchors(self, i: int, j: int, k: int, m: int) -> list[tuple[int, int]]:
        """Pairs of places of what occurs exactly once in each, the longest series in the same order on both sides."""
        in_old, in_new = Counter(self.old[i:j]), Counter(self.new[k:m])
        place_in_new = {self.new[place]: place for place in range(k, m)}
        pairs = [
            (place, place_in_new[self.old[place]])
            for place in range(i, j)
            if in_old[self.old[place]] == 1 and in_new[self.old[place]] == 1
        ]
        tails: list[int] = []
        last: list[int] = []
        previous: list[int] = []
        for number, (_place, other) in enumerate(pairs):
            at = bisect_left(tails, other)
            tails[at : at + 1], last[at : at + 1] = [other], [number]
            previous.append(last[at - 1] if at else -1)
        series, number = [], last[-1] if last else -1
        while number >= 0:
            series.append(pairs[number])
            number = previous[number]
        return series[::-1]


def _walk_back(history: list[dict[int, int]], x: int, y: int, i: int, k: int) -> list[Span]:
    """The edits of a search that reached its goal, neighbours joined."""
    edits: list[Span] = []
    for number in range(len(history) - 1, 0, -1):
        before, diagonal = history[number - 1], x - y
        came_down = diagonal == -number or (
            diagonal != number and before.get(diagonal - 1, -1) < before.get(diagonal + 1, -1)
        )
        from_diagonal = diagonal + 1 if came_down else diagonal - 1
        from_x = before[from_diagonal]
        from_y = from_x - from_diagonal
        to_x, to_y = (from_x, from_y + 1) if came_down else (from_x + 1, from_y)
        edit = (i + from_x, i + to_x, k + from_y, k + to_y)
        if edits and (edit[1], edit[3]) == (edits[-1][0], edits[-1][2]):
            edits[-1] = (edit[0], edits[-1][1], edit[2], edits[-1][3])
        else:
            edits.append(edit)
        x, y = from_x, from_y
    return edits[::-1]
