"""What states and reasons are called."""

from __future__ import annotations

from brobygger.plugin_api.i18n import lazy
from brobygger_newsletter.subscribing.models import LeaveReason, SubscribedBy, SubscriptionState, SuppressionReason
from brobygger_newsletter.writing.models import BlockKind, IssueState

LEAVE_REASONS = {
    LeaveReason.TOO_MANY: lazy("There are too many mails"),
    LeaveReason.NOT_FOR_ME: lazy("It is not for me"),
    LeaveReason.NEVER_ASKED: lazy("I never asked for it"),
    LeaveReason.OTHER: lazy("Another reason"),
}
STATES = {
    SubscriptionState.PENDING: lazy("Has not pressed the link yet"),
    SubscriptionState.ACTIVE: lazy("Gets it"),
    SubscriptionState.LEFT: lazy("Left"),
    SubscriptionState.BOUNCED: lazy("The address does not work"),
}
SUBSCRIBED_BY = {
    SubscribedBy.WEB: lazy("On the web"),
    SubscribedBy.PHONE: lazy("By phone"),
    SubscribedBy.DESK: lazy("At the desk"),
    SubscribedBy.LIST: lazy("On a list"),
}
SUPPRESSED = {
    SuppressionReason.LEFT: lazy("They left"),
    SuppressionReason.REFUSED: lazy("They want no newsletters from you"),
    SuppressionReason.BOUNCED: lazy("The address does not work"),
    SuppressionReason.COMPLAINED: lazy("They called a newsletter unwanted"),
}
ISSUE_STATES = {
    IssueState.DRAFT: lazy("Draft"),
    IssueState.SCHEDULED: lazy("Waits for its time"),
    IssueState.STARTING: lazy("Being sent"),
    IssueState.SENDING: lazy("Being sent"),
    IssueState.PAUSED: lazy("Paused"),
    IssueState.SENT: lazy("Sent"),
    IssueState.CANCELLED: lazy("Stopped"),
}
BLOCK_KINDS = {
    BlockKind.HEADING: lazy("Heading"),
    BlockKind.TEXT: lazy("Text"),
    BlockKind.PICTURE: lazy("Picture"),
    BlockKind.BUTTON: lazy("Button"),
    BlockKind.CARD: lazy("Card"),
}
