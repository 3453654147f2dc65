"""The main story, as the people in it live it: with and without JavaScript, on a phone and at a desk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Open = Callable[..., Page]
    SignIn = Callable[[Page, str], None]

KARIN = "karin@frivilligcenter.example"
WAYS: dict[str, dict[str, Any]] = {
    "phone": {"width": 360},
    "desk-dark-english": {"language": "en", "scheme": "dark"},
    "phone-without-javascript": {"width": 360, "js": False},
    "desk-without-javascript": {"language": "en", "scheme": "dark", "js": False},
}
TASK = "Skænk kaffe i Frivilligcentret en formiddag"


def last_mail(page: Page, recipient: str) -> None:
    """Open the last mail to somebody on the page that stands for their mailbox."""

    def arrived() -> bool:
        page.goto("/mails")
        return page.locator("li.row", has_text=recipient).count() > 0

    for _ in range(40):
        if arrived():
            break
        page.wait_for_timeout(250)
    page.locator("li.row", has_text=recipient).first.get_by_role("link").click()


@pytest.mark.parametrize("way", WAYS)
def test_citizen_volunteers_and_the_coordinator_answers(open_window: Open, sign_in: SignIn, way: str) -> None:
    name, address = f"Prøve {way}", f"{way}@example.org"
    citizen, karin = open_window(**WAYS[way]), open_window(**WAYS[way])

    # From the front page to the task, and onto the list, without an account.
    citizen.goto("/")
    citizen.locator("a.need-link").first.click()
    citizen.get_by_role("link", name=TASK).click()
    citizen.locator("main a.button").first.click()
    citizen.locator("input[name=name]").fill(name)
    citizen.locator("input[name=email]").fill(address)
    citizen.locator("main form button").last.click()
    expect(citizen.locator("main")).to_contain_text(name)
    citizen.locator("main form button.button-primary").last.click()
    expect(citizen.locator("main ol")).to_be_visible()

    # The mail arrives; its link shows a button, and the button gives the place.
    last_mail(citizen, address)
    citizen.locator(".mail-body a", has_text=re.compile("/confirm/")).click()
    citizen.locator("main form button").first.click()
    expect(citizen.locator("main")).to_contain_text(TASK)
    manage = citizen.url

    # The coordinator sees the sign-up and says yes.
    sign_in(karin, KARIN)
    karin.goto("/a/frivilligcenter-albertslund/volunteering/manage")
    karin.get_by_role("link", name=re.compile(name)).first.click()
    karin.get_by_role("link", name=re.compile("^(Sig ja|Say yes)")).click()
    karin.locator("main form button").last.click()
    last_mail(citizen, address)
    expect(citizen.locator("main")).to_contain_text(re.compile("Frivilligcenter Albertslund"))

    # The citizen changes their mind, and the place is free again.
    citizen.goto(manage)
    citizen.get_by_role("link", name=TASK).click()
    citizen.get_by_role("link", name=re.compile("^(Meld fra|Withdraw)")).click()
    citizen.locator("main form button").first.click()
    citizen.goto(manage)
    expect(citizen.locator("main")).to_be_visible()


def test_module_is_switched_off_and_on_again(open_window: Open, sign_in: SignIn) -> None:
    karin, anybody = open_window(width=360), open_window(width=360)
    sign_in(karin, KARIN)

    karin.goto("/a/frivilligcenter-albertslund/modules")
    karin.locator("main li.row a[href*='/modules/volunteering/o']").click()
    karin.locator("main form button").first.click()
    expect(karin.locator(".notice")).to_be_visible()
    assert _status_of(anybody, "/a/frivilligcenter-albertslund/volunteering/") == 404
    assert _status_of(anybody, "/volunteering/") == 404

    karin.locator("main li.row a[href*='/modules/volunteering/o']").click()
    karin.locator("main form button").first.click()
    anybody.goto("/a/frivilligcenter-albertslund/volunteering/")
    expect(anybody.get_by_role("link", name=TASK)).to_be_visible()


def _status_of(page: Page, path: str) -> int:
    answer = page.goto(path)
    assert answer is not None
    return answer.status
