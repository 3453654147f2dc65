"""Settings from a file and the environment; what is wrong with them is said in one line that names the setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brobygger.settings import SettingsError, load_settings

if TYPE_CHECKING:
    from pathlib import Path


def _write(folder: Path, text: str) -> Path:
    path = folder / "site.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_site_without_settings_uses_a_file_of_its_own() -> None:
    assert load_settings(None, {}).database_url.startswith("sqlite:///")


def test_environment_wins_over_the_file(tmp_path: Path) -> None:
    path = _write(tmp_path, '[site]\nlanguage = "da"\n[security]\nconfirmation_mails_per_hour = 9\n')

    settings = load_settings(path, {"BROBYGGER_SITE__LANGUAGE": "en", "BROBYGGER_OTHER": "is nothing of ours"})

    assert (settings.site.language, settings.security.confirmation_mails_per_hour) == ("en", 9)


def test_file_is_named_by_the_environment(tmp_path: Path) -> None:
    path = _write(tmp_path, '[site]\nlanguage = "en"\n')

    assert load_settings(None, {"BROBYGGER_CONFIG": str(path)}).site.language == "en"


def test_secret_is_read_from_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("postgres://site:hush@localhost/site\n", encoding="utf-8")

    settings = load_settings(None, {"BROBYGGER_DATABASE__URL_FILE": str(tmp_path / "secret")})

    assert settings.database_url == "postgres://site:hush@localhost/site"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[site]\nlangauge = 'da'", "unknown setting “site.langauge”. Did you mean “language”?"),
        ("[sight]", "unknown setting “sight”"),
        ("[site\n", "is not valid TOML"),
        ("[mail]\nport = 'many'", "“mail.port” must be a whole number"),
        ("[mail]\ntransport = 'pigeon'", "“mail.transport” must be one of"),
        ("[database]\nurl = 'mysql://root:hush@localhost/site'", "“database.url” must begin with"),
        ("[site]\npublic_origin = 'frivilligcenter.example'", "“site.public_origin” must be an address"),
        ("[site]\npublic_origin = 'http://frivilligcenter.example'", "must begin with https://"),
        ("[site]\npublic_origin = 'https://frivilligcenter.example'\ndevelopment = true", "“site.development”"),
        ("[site]\ntimezone = 'Europe/Kobenhavn'", "is no time zone"),
        ("[site]\nlanguage = 'tlh'", "“site.language” (tlh) must be one of"),
    ],
)
def test_wrong_setting_is_named_and_its_secrets_are_not(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(_write(tmp_path, text), {})

    assert says in str(refused.value)
    assert "\n" not in str(refused.value).strip()
    assert "hush" not in str(refused.value)


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot read the settings file .*nowhere.toml"):
        load_settings(tmp_path / "nowhere.toml", {})
