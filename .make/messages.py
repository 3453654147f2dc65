"""``make messages``: bring each distribution's catalogs up to date with the texts in its code and templates.

New texts arrive untranslated, texts that are gone leave, translations stay. A language begins with an empty folder
``locale/<language>``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords
from po_file import read_catalog, to_text

if TYPE_CHECKING:
    from babel.messages.catalog import Message

ROOT = Path(__file__).resolve().parent.parent
#: Besides English, the language of the message ids, Danish is always complete.
COMPLETE = "da"
KEYWORDS = parse_keywords(["_", "gettext", "lazy", "ngettext:1,2", "pgettext:1c,2", "npgettext:1c,2,3"])
METHODS = [
    ("**/tests/**", "ignore"),
    ("**/new_plugin/**", "ignore"),  # texts of plugins to come
    ("**.py", "python"),
    ("**/templates/**", "jinja2"),
]
OPTIONS = {
    "**/templates/**": {
        "encoding": "utf-8",
        "extensions": "jinja2.ext.do",
        "newstyle_gettext": "true",
        "silent": "false",
    }
}


def packages(*folders: str) -> list[Path]:
    """Return the packages of the distributions in *folders*; unless told, of those that have catalogs."""
    paths = (path for folder in folders or ("core", "plugins/*") for path in ROOT.glob(f"{folder}/src/*"))
    return sorted(path for path in paths if (path / "__init__.py").is_file())


def extract(package: Path) -> Catalog:
    """Return the texts in the code and the templates of *package*, untranslated."""
    template = Catalog()
    found = extract_from_dir(
        package, METHODS, OPTIONS, KEYWORDS, ("Translators:",), strip_comment_tags=True,
        directory_filter=lambda folder: not Path(folder).name.startswith("."),  # core/_patterns has texts as well
    )  # fmt: skip
    for _file, _line, message, comments, context in found:
        template.add(message, auto_comments=comments, context=context)
    return template


def languages(package: Path) -> set[str]:
    """Return the languages that *package* speaks or has to speak."""
    return {COMPLETE} | {path.name for path in package.glob("locale/*") if path.is_dir()}


def catalog_path(package: Path, language: str) -> Path:
    return package / "locale" / language / "LC_MESSAGES" / "messages.po"


def updated(path: Path, template: Catalog, language: str) -> Catalog:
    """Return the catalog in *path* with the texts of *template*, no more and no fewer."""
    catalog = read_catalog(path) if path.is_file() else Catalog()
    catalog.locale = Locale.parse(language, sep="-")
    catalog.update(template, no_fuzzy_matching=True)
    return catalog


def main() -> None:
    """Write the catalogs, and tell how many texts wait for a translation."""
    for package in packages():
        template = extract(package)
        for language in sorted(languages(package) if len(template) else ()):
            path = catalog_path(package, language)
            catalog = updated(path, template, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(to_text(catalog), encoding="utf-8")
            missing = sum(not is_translated(message) for message in catalog)
            print(f"{path.relative_to(ROOT)}: {len(catalog)} texts, {missing} to translate")


def is_translated(message: Message) -> bool:
    """Tell whether *message* has a text in every plural form, and nobody has doubts about it."""
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return not message.fuzzy and all(strings)


if __name__ == "__main__":
    main()
