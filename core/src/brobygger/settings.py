"""The site's settings: one TOML file, overridden by the environment.

``BROBYGGER_CONFIG`` names the file. ``BROBYGGER_MAIL__HOST=…`` overrides ``host`` in ``[mail]``, and
``BROBYGGER_MAIL__PASSWORD_FILE=…`` reads it from a file, so that no secret has to stand in the TOML.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_PREFIX = "BROBYGGER_"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


S = TypeVar("S")


class SettingsError(Exception):
    """A setting is unknown, missing or impossible; the message names it and the remedy."""


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """``[site]``: who runs it, and where it is reached."""

    public_origin: str = "http://127.0.0.1:8000"
    language: str = "da"
    languages: tuple[str, ...] = ("da", "en")
    timezone: str = "Europe/Copenhagen"
    theme: str = "default"
    data_dir: Path = Path("var")
    template_dir: Path | None = None
    #: Shows the banner, asks search engines to stay away, and loads demo data into an empty database.
    demo: bool = False
    #: Opens the mail page, the living style page and the demo accounts; only on a loopback origin.
    development: bool = False

    @property
    def is_loopback(self) -> bool:
        return urlsplit(self.public_origin).hostname in _LOOPBACK

    @property
    def is_https(self) -> bool:
        return urlsplit(self.public_origin).scheme == "https"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """``[database]``: empty means SQLite in the data folder; ``postgres://user:password@host/name`` is PostgreSQL."""

    url: str = ""
    pool_size: int = 10


@dataclass(frozen=True, slots=True)
class MailSettings:
    """``[mail]``: ``folder`` writes each mail to a file, ``smtp`` sends it."""

    transport: Literal["folder", "smtp"] = "folder"
    folder: Path | None = None
    host: str = "localhost"
    port: int = 25
    username: str = ""
    password: str = field(default="", repr=False)
    security: Literal["none", "starttls", "tls"] = "starttls"
    sender_address: str = "no-reply@localhost"
    connections: int = 2
    timeout_seconds: int = 30


@dataclass(frozen=True, slots=True)
class AssetSettings:
    """``[assets]``: htmx from the CDN, or from the site's own data folder."""

    source: Literal["cdn", "local"] = "cdn"


@dataclass(frozen=True, slots=True)
class SecuritySettings:
    """``[security]``: whom to believe about the client's address, and how much mail may be asked for."""

    trusted_proxies: tuple[str, ...] = ()
    #: Confirmation and sign-in mails that the whole site sends in an hour at the most.
    confirmation_mails_per_hour: int = 500
    max_body_bytes: int = 2 * 1024 * 1024
    #: Roles that permit something only to those who signed in with a passkey or a second factor.
    roles_with_second_factor: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one site."""

    site: SiteSettings = SiteSettings()
    database: DatabaseSettings = DatabaseSettings()
    mail: MailSettings = MailSettings()
    assets: AssetSettings = AssetSettings()
    security: SecuritySettings = SecuritySettings()
    #: ``[plugins.<name>]``: what the operator says to one plugin; the plugin's own class reads it.
    plugins: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def database_url(self) -> str:
        return self.database.url or f"sqlite://{self.site.data_dir.absolute() / 'brobygger.db'}"

    @property
    def mail_folder(self) -> Path:
        return self.mail.folder or self.site.data_dir / "mail"


def load_settings(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from *path*, or the file that ``BROBYGGER_CONFIG`` names, and the environment.

    Raises SettingsError when the file cannot be read, a key is unknown, or a value is impossible.
    """
    path = path or (Path(environ[f"{_PREFIX}CONFIG"]) if environ.get(f"{_PREFIX}CONFIG") else None)
    data = _read_file(path) if path else {}
    _apply_environment(data, environ)
    settings: Settings = _build(Settings, data, "")
    _check(settings)
    return settings


def read_section(cls: type[S], data: Mapping[str, Any], name: str) -> S:
    """Return the section called *name* as *cls*, a frozen dataclass with defaults.

    Raises SettingsError when a key is unknown, or a value is impossible.
    """
    section: S = _build(cls, data, f"{name}.")
    return section


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"cannot read the settings file {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"the settings file {path} is not valid TOML: {error}") from error


def _apply_environment(data: dict[str, Any], environ: Mapping[str, str]) -> None:
    for name, value in environ.items():
        section, separator, key = name.removeprefix(_PREFIX).lower().partition("__")
        if not name.startswith(_PREFIX) or not separator:
            continue
        text = value
        if key.endswith("_file"):
            key = key.removesuffix("_file")
            try:
                text = Path(value).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise SettingsError(f"{name} names a file that cannot be read: {value}") from error
        data.setdefault(section, {})[key] = text


def _build(cls: type[Any], data: Mapping[str, Any], where: str) -> Any:
    hints = typing.get_type_hints(cls)
    for key in data:
        if key not in hints:
            near = difflib.get_close_matches(key, hints, n=1)
            hint = f" Did you mean “{near[0]}”?" if near else f" Known here: {', '.join(sorted(hints))}."
            raise SettingsError(f"unknown setting “{where}{key}”.{hint}")
    return cls(**{key: _convert(hints[key], value, f"{where}{key}") for key, value in data.items()})


def _convert(hint: Any, value: Any, where: str) -> Any:
    if dataclasses.is_dataclass(hint) and isinstance(value, dict):
        return _build(hint, value, f"{where}.")  # type: ignore[arg-type]  # a class, not an instance
    if typing.get_origin(hint) is Literal:
        if value in typing.get_args(hint):
            return value
        raise SettingsError(f"“{where}” must be one of: {', '.join(typing.get_args(hint))}")
    if typing.get_origin(hint) is types.UnionType:
        hint = typing.get_args(hint)[0]
    kind = typing.get_origin(hint) or hint
    try:
        return _SIMPLE[kind](value)
    except (KeyError, TypeError, ValueError):
        raise SettingsError(f"“{where}” must be {_WORDS.get(kind, 'something else')}") from None


def _to_bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[str(value).lower()]


def _to_text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _to_tuple(value: Any) -> tuple[str, ...]:
    return tuple(value.split(",")) if isinstance(value, str) else tuple(_to_text(part) for part in value)


_WORDS: Final = {str: "a text", int: "a whole number", bool: "true or false", Path: "a path", tuple: "a list"}
_SIMPLE: dict[Any, Any] = {
    str: _to_text,
    int: int,
    bool: _to_bool,
    Path: lambda value: Path(_to_text(value)).expanduser(),
    tuple: _to_tuple,
    # [plugins.<name>] passes as it is: the plugin's own settings class reads it.
    Mapping: dict,
}


def _check(settings: Settings) -> None:
    if not settings.database_url.startswith(("sqlite://", "postgres://")):
        # Not the value: it may hold a password.
        raise SettingsError("“database.url” must begin with postgres:// or sqlite://")
    site = settings.site
    origin = urlsplit(site.public_origin)
    if origin.scheme not in {"http", "https"} or not origin.netloc or origin.path not in {"", "/"}:
        raise SettingsError("“site.public_origin” must be an address like https://frivilligcenter.example")
    if site.development and not site.is_loopback:
        raise SettingsError(
            "“site.development” shows mails and demo accounts to everybody, so it works only on a loopback "
            f"“site.public_origin”, not {site.public_origin}"
        )
    if not site.is_loopback and not site.is_https:
        raise SettingsError(f"“site.public_origin” must begin with https://, not {site.public_origin}")
    try:
        ZoneInfo(site.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(f"“site.timezone” is no time zone: {site.timezone}") from None
    if site.language not in site.languages:
        raise SettingsError(f"“site.language” ({site.language}) must be one of “site.languages”")
