"""What the states of a proposal are called, and the shape that is shown beside them."""

from __future__ import annotations

from brobygger.i18n import lazy
from brobygger.proposals.models import State

STATES = {
    State.WAITING: (lazy("Waits for an answer from us"), "waiting"),
    State.ASKED: (lazy("We have a question for you"), "action"),
    State.APPROVED: (lazy("Approved"), "done"),
    State.DECLINED: (lazy("Declined"), "stopped"),
    State.WITHDRAWN: (lazy("Withdrawn"), "stopped"),
}
#: The same, as those read it who answer.
HOST_STATES = {
    **STATES,
    State.WAITING: (lazy("Waits for us"), "action"),
    State.ASKED: (lazy("Waits for them"), "waiting"),
}
