"""What a running site writes about its requests: enough to find a fault, and nothing about anybody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

if TYPE_CHECKING:
    from brobygger.associations.models import Association
    from brobygger.testing.client import Client

NAME, PHONE, EMAIL = "Planted Petra", "27 78 97 94", "planted@example.org"
PERSONAL = re.compile(r"Petra|277\s?8|27 78|planted|192\.0\.2", flags=re.IGNORECASE)


async def test_requests_are_logged_without_what_was_typed_or_who_asked(
    association: Association, administrator: Client, client: Client
) -> None:
    with capture_logs() as said:
        await administrator.submit("/a/choir/members/new", name=NAME, email=EMAIL, phone=PHONE)
        await administrator.get("/a/choir/members", params={"q": "Petra"}, headers={"X-Forwarded-For": "192.0.2.7"})
        await client.submit("/sign-in", email=EMAIL)
        await client.get(f"/{EMAIL}")
        await client.get("/confirm/secret-token")

    assert len([line for line in said if line["event"] == "request"]) >= 6
    assert PERSONAL.search(str(said)) is None
    assert "secret-token" not in str(said)


async def test_answer_and_log_line_share_an_id(client: Client) -> None:
    with capture_logs(processors=[merge_contextvars]) as said:
        page = await client.get("/associations")

    [line] = said
    assert line["request_id"] == page.response.headers["X-Request-Id"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "associations:directory", 200)


async def test_id_that_a_client_sends_is_not_believed(client: Client) -> None:
    page = await client.get("/", headers={"X-Request-Id": "forged"})

    assert page.response.headers["X-Request-Id"] != "forged"
