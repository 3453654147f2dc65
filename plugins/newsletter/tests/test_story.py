"""A newsletter from the form to the mailbox, and out again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage

    from brobygger.plugin_api.services import Association
    from brobygger.testing.client import Client
    from brobygger.testing.outbox import Outbox
    from brobygger.testing.site import Site


_MANAGE = "/a/choir/newsletter/manage"


async def test_citizen_subscribes_gets_what_the_association_writes_and_leaves_with_one_press(
    site: Site, association: Association, client: Client, coordinator: Client, outbox: Outbox,
    sent: Callable[[], list[EmailMessage]],
) -> None:  # fmt: skip
    asked = await client.submit("/a/choir/newsletter/", email="anna@example.org", name="Anna")
    confirm = await client.get(await outbox.link("anna@example.org", "/confirm/"))
    own = await client.submit(confirm)
    new = await coordinator.submit("/a/choir/newsletter/manage/issues/new", subject="Songs in May")
    block = await coordinator.get(new.links()["Text"])
    written = await coordinator.submit(
        block, text="Dear [first name|friend]\n\nWe **sing** at [home](https://x.example)."
    )
    look = await coordinator.get(written.links()["Look it through and send"])
    progress = await coordinator.submit(look, action="/send")
    await site.run_due_work()
    done = await coordinator.get(progress.path)
    [mail] = sent()
    leave = urlsplit(str(mail["List-Unsubscribe"]).partition(">")[0].lstrip("<")).path
    goodbye = await client.submit(leave)
    subscribers = await coordinator.get((await coordinator.get(_MANAGE)).links()["Nyt fra os"])

    assert asked.heading == "Find the mail we have sent you"
    assert confirm.heading == "Do you want the newsletter?"
    assert "You get it from now on" in own.main
    assert (await outbox.last("anna@example.org")).subject == "Welcome: you get the newsletter from now on"
    assert "1 asked for “Nyt fra os”" in look.main
    assert "Delivered 1" in done.main
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain
    assert html
    assert "Dear Anna\n\nWe sing at home (https://x.example)." in plain.get_content().replace("\r\n", "\n")
    assert "<strong>sing</strong>" in html.get_content()
    assert f'href="https://brobygger.test{leave}"' in html.get_content()
    assert "/newsletter/own/" in html.get_content()
    assert not set("\ue000\ue001") & set(html.get_content())
    assert "\\u{" not in html.get_content()
    assert goodbye.heading == "You have left “Nyt fra os”"
    assert "Left by it 1" in (await coordinator.get(progress.path)).main
    assert "Nobody." in subscribers.main


async def test_issue_that_was_sent_can_be_read_on_the_web_and_in_a_feed(
    site: Site, association: Association, client: Client, coordinator: Client
) -> None:
    await client.submit("/a/choir/newsletter/", email="anna@example.org")
    manage = await coordinator.get(_MANAGE)
    listed = await coordinator.submit(
        f"{manage.links()['Nyt fra os']}/list",
        lines="bo@example.org; Bo", given_on="2020-01-02", evidence="The sheet", sure="y",
    )  # fmt: skip
    new = await coordinator.submit(f"{_MANAGE}/issues/new", subject="Songs in May")
    await coordinator.submit(new.links()["Text"], text="Dear [first name|friend], we sing")
    before = await client.get("/a/choir/newsletter/issues")
    await coordinator.submit(new.links()["Look it through and send"], action="/send")
    await site.run_due_work()
    archive = await client.get("/a/choir/newsletter/issues")
    front = await client.get("/a/choir/newsletter/")
    issue = await client.get(front.links()["Songs in May"])
    feed = await client.get("/a/choir/newsletter/issues.atom")

    assert "1 people get it from now on" in listed.main
    assert "Songs in May" not in before.main
    assert "Songs in May" in archive.main
    assert "Dear friend, we sing" in issue.main  # nobody's name
    assert "<title>Songs in May</title>" in feed.response.text
    assert feed.response.headers["content-type"].startswith("application/atom+xml")
