"""What is read aloud before anything is written down. A changed text is a new version."""

from __future__ import annotations

from brobygger.i18n import lazy
from brobygger.services.consent import Channel, ConsentText

OWN_TEXT = ConsentText(
    "assisted.registered",
    1,
    lazy(
        "I would like to write down your name and how we reach you, so that we can help you with what you ask for. "
        "Only those in the association who help you with it can see it. If you join nothing here within 30 days, we "
        "delete it. You can see it, change it or have it deleted at any time: call us, or come by. You get a slip "
        "that says so. You do not have to say yes. Is it all right with you?"
    ),
)
PROXY_TEXT = ConsentText(
    "assisted.registered_by_proxy",
    1,
    lazy(
        "I would like to write down the name of the one you ask for, how we reach them, and that you asked. Only "
        "those in the association who help them with it can see it. If they join nothing here within 30 days, we "
        "delete it. You can sign them up, and hear what is agreed today. You cannot be told anything else about them, "
        "and they can say no themselves at any time. You get a slip that says so. Do they know that you ask, and is "
        "it all right with them?"
    ),
)


def consent_text(*, by_proxy: bool) -> ConsentText:
    return PROXY_TEXT if by_proxy else OWN_TEXT


CHANNELS = {
    Channel.DESK: lazy("They are here"),
    Channel.PHONE: lazy("They are on the phone"),
}
