"""What the plugin writes into the audit log, in words."""

from __future__ import annotations

from brobygger.plugin_api.i18n import lazy

AUDIT_TEXTS = {
    "newsletter.created": lazy("Made a newsletter"),
    "newsletter.saved": lazy("Changed what a newsletter is"),
    "newsletter.closed": lazy("Closed a newsletter"),
    "newsletter.reopened": lazy("Opened a newsletter again"),
    "newsletter.taken_off": lazy("Took somebody off a newsletter"),
    "newsletter.list_added": lazy("Added a list of people to a newsletter"),
    "newsletter.lifted": lazy("Let an address be written to again"),
    "newsletter.issue.created": lazy("Began an issue of a newsletter"),
    "newsletter.issue.saved": lazy("Changed an issue of a newsletter"),
    "newsletter.issue.deleted": lazy("Threw away a draft of a newsletter"),
    "newsletter.issue.scheduled": lazy("Had a newsletter sent"),
    "newsletter.issue.unscheduled": lazy("Called off a newsletter before it was sent"),
    "newsletter.issue.started": lazy("A newsletter began to be sent"),
    "newsletter.issue.paused": lazy("Paused a newsletter"),
    "newsletter.issue.resumed": lazy("Let a newsletter go on"),
    "newsletter.issue.stopped": lazy("Stopped a newsletter"),
}
