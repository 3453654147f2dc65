"""What the plugin writes into the audit log, in words."""

from __future__ import annotations

from brobygger.plugin_api.i18n import lazy

AUDIT_TEXTS = {
    "volunteering.task.created": lazy("Wrote a task"),
    "volunteering.task.saved": lazy("Changed a task"),
    "volunteering.task.draft": lazy("Took a task off the page"),
    "volunteering.task.published": lazy("Put a task on the page"),
    "volunteering.task.closed": lazy("Closed a task"),
    "volunteering.task.cancelled": lazy("Cancelled a task"),
    "volunteering.added_in_person": lazy("Signed somebody up"),
    "volunteering.confirmed": lazy("Confirmed a sign-up"),
    "volunteering.accepted": lazy("Said yes to somebody"),
    "volunteering.declined": lazy("Said no to somebody"),
    "volunteering.left": lazy("Withdrew a sign-up"),
    "volunteering.cancelled": lazy("A sign-up ended since its task was cancelled"),
    "volunteering.moved": lazy("Moved somebody in a line"),
    "volunteering.offered": lazy("A place was offered to the next in line"),
    "volunteering.expired": lazy("An offer of a place ran out"),
    "volunteering.offer_taken": lazy("Took an offered place"),
    "volunteering.dropped": lazy("Somebody who never answered left the line"),
    "volunteering.unplaced": lazy("A line ended without a place"),
}
