"""Git's merge driver for PO files: ``po_merge.py BASE OURS THEIRS``, the result goes into OURS.

Texts are joined by message id, so that two branches that each add some never conflict. Only a translation that both
changed, differently, does: ours is kept, marked fuzzy, named on the screen, and git reports the conflict.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from po_file import read_catalog, to_text

if TYPE_CHECKING:
    from babel.messages.catalog import Message

Key = tuple[str | None, str]


def messages_by_key(catalog: Catalog) -> dict[Key, Message]:
    """Return the messages of *catalog* by context and (singular) id, without the header."""
    return {
        (message.context, message.id if isinstance(message.id, str) else message.id[0]): message
        for message in catalog
        if message.id
    }


def _content(message: Message | None) -> object:
    return message and (message.id, message.string, message.fuzzy, message.auto_comments, message.user_comments)


def _is_translated(message: Message | None) -> bool:
    strings = message.string if message else ""
    return any(strings) if isinstance(strings, (tuple, list)) else bool(strings)


def merge(base: Catalog, ours: Catalog, theirs: Catalog) -> tuple[Catalog, list[Key]]:
    """Return the three-way merge, and the keys that both sides changed in different ways."""
    old, mine, other = messages_by_key(base), messages_by_key(ours), messages_by_key(theirs)
    merged, conflicts = Catalog(locale=ours.locale or theirs.locale), []
    for key in mine.keys() | other.keys():
        was, here, there = _content(old.get(key)), _content(mine.get(key)), _content(other.get(key))
        message = mine.get(key) if there in (was, here) else other.get(key)
        if here not in (was, there) and there not in (was, here):
            message = mine.get(key) or other[key]
            if _is_translated(mine.get(key)) and _is_translated(other.get(key)):
                conflicts.append(key)
                message.flags.add("fuzzy")
            elif _is_translated(other.get(key)):
                message = other[key]
        if message:
            merged[message.id] = message
    return merged, conflicts


def main(base: str, ours: str, theirs: str) -> int:
    """Merge the three files into *ours*; return git's exit code."""
    merged, conflicts = merge(*(read_catalog(Path(name)) for name in (base, ours, theirs)))
    Path(ours).write_text(to_text(merged), encoding="utf-8")
    for _, message in conflicts:
        print(f"both branches translated {message!r}, differently: choose one and remove “#, fuzzy”", file=sys.stderr)
    return 1 if conflicts else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
