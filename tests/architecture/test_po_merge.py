"""Branches that each add texts merge by themselves; two translations of one text do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import po_merge
from babel.messages.catalog import Catalog
from po_file import read_catalog, to_text

if TYPE_CHECKING:
    from pathlib import Path

Texts = dict[str, str]


def _catalog(texts: Texts) -> Catalog:
    catalog = Catalog(locale="da")
    for message, string in texts.items():
        catalog.add(message, string)
    return catalog


def _merge(base: Texts, ours: Texts, theirs: Texts) -> tuple[Texts, list[po_merge.Key]]:
    merged, conflicts = po_merge.merge(_catalog(base), _catalog(ours), _catalog(theirs))
    return {str(message.id): str(message.string) for message in merged if message.id}, conflicts


def test_merge_joins_what_both_branches_added() -> None:
    assert _merge({}, {"Yes": "Ja"}, {"No": "Nej"}) == ({"Yes": "Ja", "No": "Nej"}, [])


def test_merge_takes_the_change_of_the_branch_that_made_one() -> None:
    base = {"Yes": "Ja", "No": "Nej", "Gone": "Væk"}

    assert _merge(base, {"Yes": "Jo", "No": "Nej"}, base) == ({"Yes": "Jo", "No": "Nej"}, [])
    assert _merge(base, base, {"Yes": "Jo", "No": "Nej"}) == ({"Yes": "Jo", "No": "Nej"}, [])


def test_merge_reports_a_text_that_both_changed_and_keeps_ours_fuzzy() -> None:
    base, ours, theirs = (_catalog({"Yes": word}) for word in ("Ja", "Jo", "Jep"))

    merged, conflicts = po_merge.merge(base, ours, theirs)

    assert conflicts == [(None, "Yes")]
    assert merged["Yes"].string == "Jo"
    assert merged["Yes"].fuzzy


def test_merge_prefers_a_translation_to_none() -> None:
    assert _merge({}, {"Yes": ""}, {"Yes": "Ja"}) == ({"Yes": "Ja"}, [])
    assert _merge({}, {"Yes": "Ja"}, {"Yes": ""}) == ({"Yes": "Ja"}, [])


def test_merge_tells_contexts_apart() -> None:
    ours, theirs = Catalog(locale="da"), Catalog(locale="da")
    ours.add("Open", "Åbn", context="verb")
    theirs.add("Open", "Åben")

    merged, conflicts = po_merge.merge(Catalog(), ours, theirs)

    strings = {message.context: message.string for message in merged if message.id}
    assert strings == {"verb": "Åbn", None: "Åben"}
    assert conflicts == []


def test_driver_writes_into_our_file_and_answers_git(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("base.po", "ours.po", "theirs.po")]
    texts: list[Texts] = [{}, {"Yes": "Ja"}, {"Yes": "Ja", "No": "Nej"}]
    for path, words in zip(paths, texts, strict=True):
        path.write_text(to_text(_catalog(words)) if words else "", encoding="utf-8")

    code = po_merge.main(*map(str, paths))

    assert code == 0
    assert paths[1].read_text(encoding="utf-8") == to_text(_catalog(texts[2]))
    assert str(read_catalog(paths[1]).locale) == "da"
