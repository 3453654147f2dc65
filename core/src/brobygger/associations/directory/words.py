"""Words as the directory compares them, and how close two of them are. Knows no database."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from brobygger.associations.directory.models import WORD_LENGTH

_WORD = re.compile(r"\w+")
#: However somebody without Danish keys writes them, they are one; on both sides, so nothing is lost.
_DANISH: Final = (("æ", "ae"), ("ä", "ae"), ("ø", "o"), ("ö", "o"), ("oe", "o"), ("å", "a"), ("aa", "a"), ("ß", "ss"))
#: Said around what one looks for. Only where nothing else was typed do they count.
_SAID_AROUND: Final = frozenset(
    """
    en et den det de at i pa til for fra med om og eller der som er kan jeg du vi man mig vil gerne har hvor noget nogen
    sted steder lave finde soger sog lyst
    a an the of to in on and or with that is can you we me want would like where some something place somewhere do find
    looking
    """.split()  # noqa: SIM905  # a list of them is read as prose
)
EQUAL, BEGINS, WITHIN, LONGER, MISSPELT = 100, 85, 70, 65, 55
_PER_LETTER = 10
#: From so many letters on, a part of a word means something (the “kor” of “pigekor”), and so on.
_INSIDE, _ROOT, _LONG_WORD, _ENDING = 3, 4, 6, 3


def words_of(text: str) -> list[str]:
    """Return the words of *text* without case, accents or doubt about Danish letters."""
    plain = unicodedata.normalize("NFC", text).casefold()
    for written, meant in _DANISH:
        plain = plain.replace(written, meant)
    plain = unicodedata.normalize("NFKD", plain)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return [word[:WORD_LENGTH] for word in _WORD.findall(plain)]


def wanted_words(text: str) -> list[str]:
    """Return what somebody looks for: the words that say something, or all of them where none does; each once."""
    words = list(dict.fromkeys(words_of(text)))
    telling = [word for word in words if word not in _SAID_AROUND and len(word) > 1]
    return telling or words


def parts_of(word: str) -> list[str]:
    """Return the threes of letters in *word*, whose edges count as letters; each once."""
    padded = f" {word} "
    return list(dict.fromkeys(padded[start : start + 3] for start in range(max(len(padded) - 2, 1))))


def closeness(wanted: str, word: str) -> int:
    """Return from 0 to 100 how well *word* answers *wanted*: the same, its beginning, a part of it, an ending more,
    a letter or two apart.
    """
    if wanted == word:
        return EQUAL
    if word.startswith(wanted):
        return BEGINS
    if len(wanted) >= _INSIDE and wanted in word:
        return WITHIN
    if len(word) >= _ROOT and wanted.startswith(word) and len(wanted) - len(word) <= _ENDING:
        return LONGER
    allowed = 0 if len(wanted) < _ROOT else 1 if len(wanted) < _LONG_WORD else 2
    if not allowed:
        return 0
    apart = min(_apart(wanted, word[: len(wanted) + extra]) for extra in (-1, 0, 1))
    apart = min(apart, _apart(wanted, word))
    return MISSPELT - _PER_LETTER * apart if apart <= allowed else 0


def _apart(one: str, other: str) -> int:
    """Return how many letters are to be changed, put in, left out or swapped with the next."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, sign in enumerate(one, 1):
        following = [i]
        for j, other_sign in enumerate(other, 1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (sign != other_sign))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == other_sign:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        before, row = row, following
    return row[-1]
