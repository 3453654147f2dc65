"""Writing an issue: blocks that are added, moved, changed and removed, each without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from brobygger.plugin_api.services import Association
    from brobygger.testing.client import Client
    from brobygger_newsletter.newsletters.models import Newsletter
    from brobygger_newsletter.writing.models import Issue

    SignInAs = Callable[..., Awaitable[Client]]
    MakeIssue = Callable[..., Awaitable[Issue]]


def _words(issue: Issue, language: str = "da") -> str:
    return f"/a/choir/newsletter/manage/issues/{issue.public_id}/words/{language}"


async def test_blocks_are_put_in_order_and_taken_out(
    newsletter: Newsletter, make_issue: MakeIssue, coordinator: Client
) -> None:
    issue = await make_issue(newsletter, text="Alpha")
    await coordinator.submit(f"{_words(issue)}/new/heading", text="Beta")
    page = await coordinator.submit(f"{_words(issue)}/new/button", text="Gamma", url="https://choir.example")

    moved = await coordinator.submit(page, action="/earlier")
    changed = await coordinator.submit(moved.links()["Change : Heading 1"], text="Welcome")
    left = await coordinator.submit(changed, action="/remove")

    assert "Alpha Change" in page.main
    assert moved.main.index("Beta") < moved.main.index("Alpha") < moved.main.index("Gamma")
    assert "Welcome" in changed.main
    assert "Welcome" not in left.main
    assert "Alpha" in left.main


@pytest.mark.parametrize(
    ("kind", "values", "message"),
    [
        ("text", {"text": " "}, "Write the text"),
        ("heading", {"text": ""}, "Write the heading"),
        ("button", {"text": "Go", "url": "choir.example"}, "Write the whole address, such as https://example.dk"),
        ("button", {"text": "Go", "url": "javascript:alert(1)"}, "Write the whole address, such as https://example.dk"),
    ],
)
async def test_what_is_wrong_stands_beside_the_field_and_what_was_typed_is_kept(
    newsletter: Newsletter, make_issue: MakeIssue, coordinator: Client, kind: str, values: dict[str, Any], message: str
) -> None:
    issue = await make_issue(newsletter)

    page = await coordinator.submit(f"{_words(issue)}/new/{kind}", **values)

    assert page.status == 422
    assert page.errors == [message]
    assert page.form().values()["text"].strip() == values["text"].strip()


async def test_two_who_write_the_same_block_hear_of_each_other(
    newsletter: Newsletter, make_issue: MakeIssue, coordinator: Client
) -> None:
    issue = await make_issue(newsletter, text="We sing")
    page = await coordinator.get(_words(issue))
    mine = await coordinator.get(page.links()["Change : Text 1"])
    theirs = await coordinator.get(page.links()["Change : Text 1"])

    await coordinator.submit(theirs, text="They sing")
    late = await coordinator.submit(mine, text="I sing")
    saved = await coordinator.submit(late)

    assert late.errors == ["Somebody else saved it while you were writing. Look at both and save again."]
    assert "I sing" in saved.main


async def test_what_people_write_does_nothing_in_a_mail_or_on_a_page(
    newsletter: Newsletter, make_issue: MakeIssue, coordinator: Client
) -> None:
    hostile = '<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror="a()"> {{ 7 * 7 }} {% raw %}'
    issue = await make_issue(newsletter, subject="<b>Bold</b> {{ 7 * 7 }}", text=hostile)

    pages = [await coordinator.get(f"{_words(issue)}{path}") for path in ("", "/preview", "/mail")]
    mail = pages[2].response

    for page in pages:
        assert "<script>alert(1)" not in page.response.text
        assert "<img src=x" not in page.response.text
        assert 'href="javascript:' not in page.response.text
        assert "49" not in page.text
    assert "script-src" not in mail.headers["content-security-policy"]
    assert "default-src 'none'" in mail.headers["content-security-policy"]


async def test_issue_is_not_sent_with_a_broken_link_and_says_which(
    newsletter: Newsletter, make_issue: MakeIssue, coordinator: Client
) -> None:
    issue = await make_issue(newsletter, text="See [our page](choir.example) and our sponsor")
    look = await coordinator.get(f"/a/choir/newsletter/manage/issues/{issue.public_id}/send")

    refused = await coordinator.submit(look, action="/send")

    assert "The link “choir.example” leads nowhere" in look.main
    assert "Nobody gets it" in look.main
    assert "It sounds as if there is something of a sponsor in it" in look.main
    assert refused.errors == ["It cannot be sent yet. See below what is missing."]


async def test_another_language_begins_with_the_same_words_and_can_go_again(
    newsletter: Newsletter, make_issue: MakeIssue, coordinator: Client
) -> None:
    issue = await make_issue(newsletter, text="Vi synger")
    english = await coordinator.submit(await coordinator.get(_words(issue)), action="/translate", language="en")

    gone = await coordinator.submit(english, action="/words/en/remove")

    assert english.path == _words(issue, "en")
    assert "Vi synger" in english.main
    assert gone.path == _words(issue)
    assert (await coordinator.get(_words(issue, "en"))).status == 404


async def test_copy_has_the_words_and_nothing_of_how_it_went(
    newsletter: Newsletter, make_issue: MakeIssue, coordinator: Client
) -> None:
    issue = await make_issue(newsletter, text="We sing")
    copy = await coordinator.post(f"/a/choir/newsletter/manage/issues/{issue.public_id}/copy")

    assert copy.path != _words(issue)
    assert "We sing" in copy.main
    gone = await coordinator.submit(copy.links()["Throw the draft away"])
    assert gone.main.count("Songs in May") == 1


async def test_pages_of_another_association_are_absent(
    newsletter: Newsletter, make_issue: MakeIssue, other_association: Association, sign_in_as: SignInAs
) -> None:
    issue = await make_issue(newsletter)
    stranger = await sign_in_as(other_association, "coordinator")

    for path in ("", "/preview", "/mail", "/new/text", "/blocks/23456789bcdf"):
        page = await stranger.get(_words(issue).replace("/choir/", "/chess/") + path)
        assert page.status == 404
        assert "Songs in May" not in page.response.text
