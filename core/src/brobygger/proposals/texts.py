"""What the states of a proposal are called, and the shape that is shown beside them."""

from __future__ import annotations

from brobygger.i18n import lazy
from brobygger.proposals.models import ProposalState

STATES = {
    ProposalState.WAITING: (lazy("Waits for an answer from us"), "waiting"),
    ProposalState.ASKED: (lazy("We have a question for you"), "action"),
    ProposalState.APPROVED: (lazy("Approved"), "done"),
    ProposalState.DECLINED: (lazy("Declined"), "stopped"),
    ProposalState.WITHDRAWN: (lazy("Withdrawn"), "stopped"),
}
#: The same, as those read it who answer.
HOST_STATES = {
    **STATES,
    ProposalState.WAITING: (lazy("Waits for us"), "action"),
    ProposalState.ASKED: (lazy("Waits for them"), "waiting"),
}
