"""Where a mail server tells what came back: signed, so that nobody else can end anybody's subscription."""

from __future__ import annotations

import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from brobygger.plugin_api import PUBLIC, Route
from brobygger.plugin_api.services import now
from brobygger_newsletter.bouncing.parsing import Report, parse_message_id, parse_report
from brobygger_newsletter.bouncing.services import record
from brobygger_newsletter.sending.models import Bounce
from brobygger_newsletter.sending.settings import read_settings

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

#: A request that somebody recorded is worth nothing later.
_WINDOW: Final = timedelta(minutes=5)
_LONGEST: Final = 12
_MAIL: Final = "message/rfc822"


async def take(request: Request) -> Response:
    """Take one report: a mail that came back (``message/rfc822``), or ``{"message_id": …, "kind": …}``.

    ``Brobygger-Timestamp`` holds the seconds since 1970, ``Brobygger-Signature`` the HMAC-SHA256 in hexadecimal, with
    ``webhook_key``, of the timestamp, a dot and the body. Twice is the same as once.
    """
    key = read_settings().webhook_key
    if not key:
        raise HTTPException(404)
    body = await request.body()
    _check_signature(request, key, body)
    report = parse_report(body) if request.headers.get("content-type", "").startswith(_MAIL) else _read_json(body)
    return JSONResponse({"recorded": report is not None and await record(report)})


def _check_signature(request: Request, key: str, body: bytes) -> None:
    """Raise 403 unless whoever asks knows the key, and asks now."""
    stamp = request.headers.get("brobygger-timestamp", "")
    signed = hmac.new(key.encode(), stamp.encode() + b"." + body, "sha256").hexdigest()
    told = request.headers.get("brobygger-signature", "")
    if not stamp.isascii() or not stamp.isdecimal() or len(stamp) > _LONGEST:
        raise HTTPException(403)
    late = abs(now() - datetime.fromtimestamp(int(stamp), UTC)) > _WINDOW
    if late or not hmac.compare_digest(signed.encode(), told.encode()):
        raise HTTPException(403)


def _read_json(body: bytes) -> Report | None:
    """Return the report. Raises 400 for what is none; one about somebody else's mail is nothing."""
    try:
        told = json.loads(body)
        message_id, bounce = str(told["message_id"]), Bounce(told["kind"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise HTTPException(400) from None
    found = parse_message_id(message_id)
    return Report(*found, bounce) if found else None


SITE_ROUTES = [Route("/bounces", take, name="bounces", methods=("POST",), audience=PUBLIC, while_off=True)]
