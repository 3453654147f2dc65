"""What was done, in words; a plugin's own words stand in its manifest."""

from __future__ import annotations

from brobygger import runtime
from brobygger.i18n import lazy

ACTIONS = {
    "application.made": lazy("Asked to be a member"),
    "application.approved": lazy("Said yes to somebody who would like to be a member"),
    "application.declined": lazy("Said no to somebody who would like to be a member"),
    "application.withdrawn": lazy("Took back the wish to be a member"),
    "assisted.looked_up": lazy("Looked whether somebody at the desk or on the phone is known"),
    "assisted.registered": lazy("Registered somebody at the desk or on the phone"),
    "association.created": lazy("Put the association on the site"),
    "association.profile_saved": lazy("Changed the profile"),
    "association.profile_confirmed": lazy("Said that the profile still fits"),
    "association.texts_saved": lazy("Changed the profile in another language"),
    "association.letter_sent": lazy("Wrote to the association from its page"),
    "association.helped": lazy("Took over an association without anybody in charge"),
    "association.taken_over": lazy("Took over, because nobody was in charge"),
    "association.slug_changed": lazy("Changed the address of the page"),
    "board.handed_over": lazy("Handed over to a new board"),
    "call.made": lazy("Called somebody"),
    "call.no_answer": lazy("Called somebody who did not answer"),
    "contact.claimed": lazy("Said that this is them"),
    "contact.data_handed_out": lazy("Took home a copy of what is kept about them"),
    "contact.saved": lazy("Changed somebody's name, e-mail or phone"),
    "contact.erased": lazy("Was forgotten"),
    "kind.created": lazy("Added a kind of membership"),
    "kind.saved": lazy("Changed a kind of membership"),
    "kind.closed": lazy("Closed a kind of membership"),
    "kind.opened": lazy("Opened a kind of membership again"),
    "kind.deleted": lazy("Deleted a kind of membership"),
    "kind.questions_saved": lazy("Changed the questions to those who would like to be members"),
    "membership.started": lazy("Made somebody a member"),
    "membership.ended": lazy("Ended a membership"),
    "members.exported": lazy("Took the list of members to a spreadsheet"),
    "module.enabled": lazy("Switched a module on"),
    "module.disabled": lazy("Switched a module off"),
    "module.settings_saved": lazy("Changed how a module works"),
    "picture.added": lazy("Added a picture"),
    "picture.removed": lazy("Removed a picture"),
    "branding.logo_saved": lazy("Chose a logo"),
    "branding.accent_saved": lazy("Chose a colour"),
    "branding.photos_moved": lazy("Changed the order of the photos"),
    "place.moved": lazy("Moved somebody in a line"),
    "proposal.made": lazy("Proposed an association"),
    "proposal.corrected": lazy("Corrected a proposal"),
    "proposal.withdrawn": lazy("Took a proposal back"),
    "proposal.asked": lazy("Asked about a proposal"),
    "proposal.declined": lazy("Declined a proposal"),
    "proposal.approved": lazy("Approved a proposal"),
    "role.granted": lazy("Gave somebody a role"),
    "role.ended": lazy("Let a role end"),
    "role.made": lazy("Made a role"),
    "role.changed": lazy("Changed a role"),
    "role.deleted": lazy("Deleted a role"),
    "sealed.requested": lazy("Asked a second person to give what is sealed"),
    "sealed.confirmed": lazy("Confirmed, as the second person, what is sealed"),
    "sealed.withdrawn": lazy("Withdrew what was asked for"),
    "sealed.expired": lazy("Nobody confirmed in time what is sealed"),
}

#: What the log is narrowed by, in the order of the choices: the beginnings of actions.
KINDS = {
    "members": (
        lazy("Members and roles"),
        ("application.", "kind.", "membership.", "members.", "role.", "sealed.", "board."),
    ),
    "people": (lazy("People's own data"), ("contact.",)),
    "assisted": (lazy("The desk"), ("assisted.",)),
    "calls": (lazy("Calls"), ("call.",)),
    "profile": (lazy("The profile"), ("association.", "picture.", "branding.")),
    "proposals": (lazy("Proposed associations"), ("proposal.",)),
    "modules": (lazy("Modules"), ("module.",)),
    "places": (lazy("Places and lines"), ("place.",)),
}

ANSWERS = {"yes": lazy("said yes"), "no": lazy("said no")}


def action_text(action: str) -> str:
    """Return what was done in words; a plugin's that is not installed any more, as it stands."""
    if action in ACTIONS:
        return ACTIONS[action]
    plugin = runtime.current().plugins.get(action.partition(".")[0])
    return (plugin.manifest.audit_texts.get(action) if plugin else None) or action


def all_kinds() -> dict[str, str]:
    """Return the kinds that the log is narrowed by: core's, and one for each loaded plugin."""
    plugins = {plugin.manifest.name: plugin.manifest.title for plugin in runtime.current().plugins.plugins}
    return {**{key: title for key, (title, _beginnings) in KINDS.items()}, **plugins}


def beginnings_of(kinds: list[str]) -> tuple[str, ...]:
    """Return how the actions of *kinds* begin."""
    return tuple(beginning for kind in kinds for beginning in (KINDS[kind][1] if kind in KINDS else (f"{kind}.",)))
