"""Where a sign-up stands, in words for the person and for the coordinator."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from brobygger.plugin_api.i18n import lazy
from brobygger.plugin_api.services import PlaceState
from brobygger_volunteering.signups.models import State

if TYPE_CHECKING:
    from brobygger_volunteering.signups.models import Signup


class Standing(StrEnum):
    """What was said, and whether there is a place, in one."""

    UNCONFIRMED = "unconfirmed"
    PLACE = "place"
    IN_LINE = "in_line"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"
    CANCELLED = "cancelled"
    DROPPED = "dropped"
    UNPLACED = "unplaced"


_OF_PLACE = {
    PlaceState.HELD: Standing.PLACE,
    PlaceState.WAITING: Standing.IN_LINE,
    PlaceState.OFFERED: Standing.OFFERED,
}
#: Words, and the kind of the status pattern that draws them.
TO_THE_PERSON = {
    Standing.UNCONFIRMED: (lazy("Waits for you to confirm"), "action"),
    Standing.PLACE: (lazy("You have a place"), "done"),
    Standing.IN_LINE: (lazy("You stand in line"), "waiting"),
    Standing.OFFERED: (lazy("A place is yours to take"), "action"),
    Standing.ACCEPTED: (lazy("You are in"), "done"),
    Standing.DECLINED: (lazy("It did not work out this time"), "stopped"),
    Standing.LEFT: (lazy("You have withdrawn"), "stopped"),
    Standing.CANCELLED: (lazy("The task is cancelled"), "stopped"),
    Standing.DROPPED: (lazy("You are no longer in line"), "stopped"),
    Standing.UNPLACED: (lazy("There was no place this time"), "stopped"),
}
TO_THE_COORDINATOR = {
    Standing.UNCONFIRMED: (lazy("Has not confirmed yet"), "waiting"),
    Standing.PLACE: (lazy("Waits for your answer"), "action"),
    Standing.IN_LINE: (lazy("Stands in line"), "waiting"),
    Standing.OFFERED: (lazy("Is offered a place"), "waiting"),
    Standing.ACCEPTED: (lazy("Is in"), "done"),
    Standing.DECLINED: (lazy("Was declined"), "stopped"),
    Standing.LEFT: (lazy("Has withdrawn"), "stopped"),
    Standing.CANCELLED: (lazy("Task cancelled"), "stopped"),
    Standing.DROPPED: (lazy("Did not answer"), "stopped"),
    Standing.UNPLACED: (lazy("Got no place"), "stopped"),
}


def standing_of(signup: Signup) -> Standing:
    """Return where *signup*, read with its place, stands."""
    if signup.state == State.CONFIRMED and signup.place is not None:
        return _OF_PLACE.get(signup.place.state, Standing.LEFT)
    return Standing(signup.state) if signup.state != State.CONFIRMED else Standing.IN_LINE
