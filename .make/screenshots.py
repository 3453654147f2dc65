"""``make screenshots``: take the pictures of the README and the guides anew, of a demonstration site of their own.

Runs in the workspace's environment. Nothing in the pictures moves, and the names in them are the demonstration's; the
days are those to come, so a picture differs where it shows a date.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import install

from brobygger.identity.cookies import LANGUAGE
from brobygger.testing.browser import RunningSite, chromium, running_site, window

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

FOLDER = install.ROOT / "docs" / "images"
HTMX = install.ROOT / "var" / "test-assets" / "htmx.min.js"
#: A README with a dozen pictures still opens at once on a phone.
MOST_BYTES = 150_000
DESK = "/a/spisevennerne/volunteering/manage"
COORDINATOR = "inge@spisevennerne.example"
IN_CHARGE = "lone@besoegsvenner.example"
THEIRS = "/a/besoegsvenner-albertslund"
#: Chromium is the only encoder that is there anyway.
ENCODE = """async ([png, quality]) => {
  const picture = new Image();
  picture.src = 'data:image/png;base64,' + png;
  await picture.decode();
  const canvas = Object.assign(document.createElement('canvas'), {width: picture.width, height: picture.height});
  canvas.getContext('2d').drawImage(picture, 0, 0);
  return canvas.toDataURL('image/webp', quality).split(',')[1];
}"""


@dataclass(frozen=True)
class Picture:
    """One picture: what it shows is what *way* walks to."""

    name: str
    way: Callable[[Page], object]
    width: int = 390
    height: int = 844
    scale: float = 2
    scheme: str = "light"
    language: str = "da"


def sign_in(page: Page, path: str, who: str = COORDINATOR) -> None:
    page.goto("/sign-in")
    page.locator(f"button[value='{who}']").first.click()
    page.wait_for_url("**/mine")
    page.goto(path)


def open_task(page: Page, title: str) -> None:
    page.goto("/volunteering/")
    page.get_by_role("link", name=title).click()
    page.locator("main a.button").first.wait_for()


def fill_in(page: Page) -> None:
    open_task(page, "Dæk op til søndagsmiddag for fyrre")
    page.locator("main a.button").first.click()
    page.locator("input[name=name]").fill("Grethe Holm")
    page.locator("input[name=phone]").fill("20 30 40 50")
    page.evaluate("document.activeElement.blur()")


def desk(page: Page) -> None:
    sign_in(page, DESK)


PICTURES = (
    Picture("phone-home", lambda page: page.goto("/")),
    Picture("phone-task", lambda page: open_task(page, "Hold i cyklen, mens Rojin lærer at køre")),
    Picture("phone-sign-up", fill_in),
    Picture("phone-dark", lambda page: page.goto("/volunteering/"), scheme="dark", language="en"),
    Picture("desk-browse", lambda page: page.goto("/volunteering/"), width=1280, height=860, scale=1.25),
    Picture("desk-today", desk, width=1280, height=860, scale=1.25),
    Picture("guide-inside", lambda page: sign_in(page, f"{THEIRS}/inside", IN_CHARGE)),
    Picture("guide-members", lambda page: sign_in(page, f"{THEIRS}/members", IN_CHARGE)),
    Picture("guide-modules", lambda page: sign_in(page, f"{THEIRS}/modules", IN_CHARGE)),
)


def take(picture: Picture, site: RunningSite, browser: Browser) -> bytes:
    """Return *picture* as WebP, as good as its size allows."""
    options = {
        "viewport": {"width": picture.width, "height": picture.height}, "device_scale_factor": picture.scale,
        "color_scheme": picture.scheme, "reduced_motion": "reduce", "locale": "da-DK",
    }  # fmt: skip
    with window(browser, site.origin, htmx=HTMX, **options) as page:
        page.context.add_cookies([{"name": LANGUAGE, "value": picture.language, "url": site.origin}])
        picture.way(page)
        page.evaluate("document.fonts.ready.then(() => window.scrollTo(0, 0))")
        png = base64.b64encode(page.screenshot(animations="disabled", caret="hide")).decode()
        page.goto("about:blank")
        for quality in (0.9, 0.8, 0.7, 0.6, 0.5):
            webp = base64.b64decode(page.evaluate(ENCODE, [png, quality]))
            if len(webp) < MOST_BYTES:
                return webp
    raise SystemExit(f"{picture.name} does not fit into {MOST_BYTES} bytes: show less.")


def main() -> None:
    """Take every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, running_site(Path(folder) / "site") as site, chromium() as browser:
        for picture in PICTURES:
            content = take(picture, site, browser)
            (FOLDER / f"{picture.name}.webp").write_bytes(content)
            print(f"docs/images/{picture.name}.webp: {len(content) / 1000:.0f} kB", flush=True)


if __name__ == "__main__":
    main()
