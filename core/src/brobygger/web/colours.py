"""Colours that associations choose, made legible in a theme (WCAG 1.4.3: 4.5:1 for text)."""

from __future__ import annotations

import colorsys
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

HEX: Final = re.compile(r"#[0-9a-f]{6}")
TEXT_RATIO: Final = 4.5
_STEPS: Final = 255
#: How much lighter or darker what is pointed at is, and how much of the colour a tinted ground has at the most.
_DEEPER: Final = 0.1
_SOFT_WEIGHTS: Final = (0.14, 0.1, 0.06, 0.03)
_DIGEST_LENGTH: Final = 8
#: As many associations as choose a colour; each of their pages names its style sheet.
_REMEMBERED: Final = 1024


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5))
    return red, green, blue


def _hex(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(min(max(channel, 0), 1) * 255):02x}" for channel in channels)


def luminance(colour: str) -> float:
    """Return the relative luminance as WCAG defines it."""
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in _channels(colour)]  # noqa: PLR2004  # WCAG's own numbers
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the ratio between two colours: 1 between equals, 21 between black and white."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _mix(ground: str, colour: str, weight: float) -> str:
    red, green, blue = (
        below * (1 - weight) + above * weight for below, above in zip(_channels(ground), _channels(colour), strict=True)
    )
    return _hex((red, green, blue))


def _with_lightness(colour: str, lightness: float) -> str:
    hue, _, saturation = colorsys.rgb_to_hls(*_channels(colour))
    return _hex(colorsys.hls_to_rgb(hue, min(max(lightness, 0), 1), saturation))


@dataclass(frozen=True, slots=True)
class Scheme:
    """What a theme says of itself in light or in dark: the page's colour, and what text in the accent stands on."""

    paper: str
    #: The fainter text, which a ground tinted by the accent must not swallow.
    muted: str
    grounds: tuple[str, ...]

    def ratio(self, colour: str) -> float:
        """Return the lowest contrast that *colour* has with anything it is read on."""
        return min(contrast(colour, ground) for ground in (self.paper, *self.grounds))

    def passes(self, colour: str) -> bool:
        """Tell whether text in *colour* can be read, and text of the page's colour on it."""
        return min(self.ratio(colour), contrast(colour, self._soft(colour))) >= TEXT_RATIO

    def _soft(self, colour: str) -> str:
        """Return the page's colour with as much of *colour* in it as leaves text legible."""
        mixed = (_mix(self.paper, colour, weight) for weight in _SOFT_WEIGHTS)
        legible = (soft for soft in mixed if min(contrast(self.muted, soft), contrast(colour, soft)) >= TEXT_RATIO)
        return next(legible, self.paper)

    def nearest(self, colour: str) -> str:
        """Return *colour*, or the shade of it nearest to it that passes."""
        if self.passes(colour):
            return colour
        _, lightness, _ = colorsys.rgb_to_hls(*_channels(colour))
        steps = sorted(range(_STEPS + 1), key=lambda step: abs(step / _STEPS - lightness))
        return next(shade for step in steps if self.passes(shade := _with_lightness(colour, step / _STEPS)))

    def tokens(self, colour: str) -> dict[str, str]:
        """Return what an accent is made of here."""
        accent = self.nearest(colour)
        _, lightness, _ = colorsys.rgb_to_hls(*_channels(accent))
        away = -_DEEPER if luminance(self.paper) > luminance(accent) else _DEEPER
        return {
            "accent": accent,
            "accent-deep": _with_lightness(accent, lightness + away),
            "accent-soft": self._soft(accent),
            "on-accent": self.paper,
        }


@dataclass(frozen=True, slots=True)
class AccentRules:
    """What a theme lets an association change: its ``theme.toml`` names the tokens, and what they stand on."""

    tokens: tuple[str, ...]
    light: Scheme
    dark: Scheme

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> AccentRules:
        """Read ``[accent]`` of a theme. Raises KeyError and ValueError for what is no such table."""
        schemes = {
            name: Scheme(table[name]["paper"], table[name]["muted"], tuple(table[name]["grounds"]))
            for name in ("light", "dark")
        }
        rules = cls(tuple(table["tokens"]), **schemes)
        wrong = [value for each in schemes.values() for value in (each.paper, each.muted, *each.grounds)
                 if not HEX.fullmatch(value)]  # fmt: skip
        unknown = set(rules.tokens) - set(rules.light.tokens("#000000"))
        if wrong or unknown:
            raise ValueError(f"[accent] has no use for {', '.join([*wrong, *sorted(unknown)])}")
        return rules

    @lru_cache(maxsize=_REMEMBERED)  # noqa: B019  # there is one of these, for as long as the process
    def stylesheet(self, colour: str) -> str:
        """Return the style sheet that puts *colour* in the accent's place; on paper all stays as it is."""
        light, dark = (
            "".join(f"--{name}: {value}; " for name, value in scheme.tokens(colour).items() if name in self.tokens)
            for scheme in (self.light, self.dark)
        )
        return (
            "@media screen {\n"
            f"  :root {{ {light}}}\n"
            f"  @media (prefers-color-scheme: dark) {{ :root {{ {dark}}} }}\n"
            "}\n"
        )

    def file_name(self, colour: str) -> str:
        """Return the style sheet's name, which changes with what is in it."""
        digest = hashlib.sha256(self.stylesheet(colour).encode()).hexdigest()[:_DIGEST_LENGTH]
        return f"{colour.removeprefix('#')}-{digest}.css"
