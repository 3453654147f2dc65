"""A newsletter's bytes, as a mail program reads them."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import mrml
import pytest
from bs4 import BeautifulSoup

from brobygger.plugin_api.db import association_scope
from brobygger_newsletter.sending.message import Reader, build_letter
from brobygger_newsletter.sending.rendering import attribute
from brobygger_newsletter.writing.blocks import LEAVE, OWN, plain_text, with_marks
from brobygger_newsletter.writing.models import Edition, Issue

if TYPE_CHECKING:
    from email.message import EmailMessage, MIMEPart

    from brobygger_newsletter.newsletters.models import Newsletter

pytestmark = pytest.mark.any_database
LONG = "Æblegrød og rødgrød med fløde " * 40


def _mail(
    newsletter: Newsletter, text: str, html: str = "<p>x</p>", *, name: str = "Ane"
) -> tuple[bytes, EmailMessage]:
    with association_scope(newsletter.association_id):
        newsletter.association.name = "Bådforeningen “Æblet”"
        issue = Issue(newsletter=newsletter, association=newsletter.association, language="da",
                      started_at=datetime(2026, 5, 1, tzinfo=UTC))  # fmt: skip
        edition = Edition(issue_id=0, language="da", subject="Grød i maj – kom!", text=text, html=html)
        content = build_letter(issue, edition).for_reader(Reader("ane@bøde.example", name, "23456789bcdf"))
    return content, message_from_bytes(content, policy=default)


def _said(part: MIMEPart) -> str:
    return str(part.get_content()).replace("\r\n", "\n").rstrip("\n")


async def test_every_header_that_bulk_mail_needs_is_there(newsletter: Newsletter) -> None:
    _content, mail = _mail(newsletter, "Hej")

    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    web, by_mail = [part.strip().strip("<>") for part in str(mail["List-Unsubscribe"]).split(",")]
    assert web.startswith("https://brobygger.test/newsletter/leave/23456789bcdf.")
    assert by_mail.startswith("mailto:")
    assert mail["List-Id"] == f"Nyt fra os <{newsletter.public_id}.newsletter.brobygger.test>"
    assert str(mail["Message-ID"]).endswith(".23456789bcdf@brobygger.test>")
    assert mail["From"].addresses[0].display_name == "Bådforeningen “Æblet”"
    assert mail["To"].addresses[0].addr_spec == "ane@xn--bde-0na.example"
    assert (mail["Subject"], mail["Content-Language"]) == ("Grød i maj – kom!", "da")
    assert mail["Date"].datetime == datetime(2026, 5, 1, tzinfo=UTC)
    assert mail.defects == []
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("text", ["Hej", LONG, "a" * 75, "a" * 76, "æ" * 30, "x = y\n.punktum\n", "tab\t \nslut "])
async def test_words_arrive_as_they_were_written(newsletter: Newsletter, text: str) -> None:
    content, mail = _mail(newsletter, text + LEAVE + "\n" + text, f"<p>{text}</p>")

    plain, html = mail.iter_parts()
    leave = str(mail["List-Unsubscribe"]).partition(">")[0].lstrip("<")
    assert _said(plain) == f"{text}{leave}\n{text}".rstrip("\n")
    assert _said(html) == f"<p>{text}</p>"
    assert max(len(line) for line in content.partition(b"\r\n\r\n")[2].split(b"\r\n")) <= 76
    assert content.isascii()


@pytest.mark.parametrize(
    ("name", "plain", "html"),
    [
        ("Ane", "Kære Ane!", "Kære Ane!"),
        ("", "Kære nabo!", "Kære nabo!"),
        ("<b>Bo</b> & “Æ”", "Kære <b>Bo</b> & “Æ”!", "Kære &lt;b&gt;Bo&lt;/b&gt; &amp; “Æ”!"),
    ],
)
async def test_name_stands_where_the_writer_put_it(newsletter: Newsletter, name: str, plain: str, html: str) -> None:
    text = with_marks("Kære [fornavn|nabo]!")

    _content, mail = _mail(newsletter, text, text, name=name)

    assert [_said(part) for part in mail.iter_parts()] == [plain, html]


async def test_two_mails_to_one_reader_are_the_same_and_to_two_are_not(newsletter: Newsletter) -> None:
    first, _ = _mail(newsletter, f"Hej {OWN}")
    again, _ = _mail(newsletter, f"Hej {OWN}")
    other, _ = _mail(newsletter, f"Hej {OWN}", name="Bo")

    def without_ids(content: bytes) -> bytes:
        return b"\r\n".join(line for line in content.split(b"\r\n") if b"boundary" not in line and b"=_" not in line)

    assert len(first) == len(again)
    assert without_ids(first)[:4] == without_ids(other)[:4] == b"To: "


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("We **sing** *well*", "We sing well"),
        ("See [the page](https://a.example/b)", "See the page (https://a.example/b)"),
        ("[https://a.example](https://a.example)", "https://a.example"),
        ("# Big\n\nSmall", "Big\n\nSmall"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
    ],
)
def test_plain_text_reads_like_a_letter(markdown: str, text: str) -> None:
    assert plain_text(markdown) == text


@pytest.mark.parametrize(
    "value", ["Say “hi” \\ & <b>", 'x" onload="a()', "e\u0301 \u200d 😀 مرحبا", "https://a.example/?x=1&y=2"]
)
def test_attribute_of_a_mail_says_what_was_written_and_no_more(value: str) -> None:
    picture = f'<mj-image src="x.webp" alt="{attribute(value)}" />'
    mjml = f"<mjml><mj-body><mj-section><mj-column>{picture}</mj-column></mj-section></mj-body></mjml>"

    html = BeautifulSoup(mrml.to_html(mjml).content, "lxml")

    [shown] = html.find_all("img")
    assert shown["alt"] == value
    assert "onload" not in shown.attrs
