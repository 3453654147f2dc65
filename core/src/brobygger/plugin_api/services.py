"""What core does for plugins. None of it knows of HTTP.

People: an association's contacts, found or written down; asking them to confirm, telling them things by mail or call.
Places: pools with a fair queue. Pictures: taken in safely, stored, served. Evidence: the audit log and consent.
Mail: one to an address that is nobody's contact; ``MailQueue`` is for one to many. Work: what has to be done later, as
a row in the transaction of its cause. Time: the site's clock.
"""

from __future__ import annotations

from brobygger.assisted.models import AssistedVisit
from brobygger.assisted.services import add_to_visit
from brobygger.assisted.services import visit_with as assisted_visit
from brobygger.associations.branding.services import mail_colours
from brobygger.associations.models import AccessFact, Association
from brobygger.associations.services import read_new_associations
from brobygger.associations.texts import ACCESS_FACTS
from brobygger.clock import now
from brobygger.due.claims import claim_due
from brobygger.due.services import cancel, schedule
from brobygger.identity.models import Person
from brobygger.identity.services import persons_of
from brobygger.keyed import keyed_hash
from brobygger.mail import AddressError
from brobygger.mail.services import RenderedMail, check_address, mail_sender_address, render_template, send_rendered
from brobygger.mail.services import send as send_mail
from brobygger.membership.contacts import contact_of_person, find_or_add_contact, proven_addresses
from brobygger.membership.kinds.services import read_kinds
from brobygger.membership.lists import MemberFilter, reachable_members, which_fit
from brobygger.membership.models import Contact, Membership
from brobygger.membership.roles.assignments import all_roles, contacts_permitted
from brobygger.modules.services import ask_modules
from brobygger.modules.settings import module_settings, plugin_settings
from brobygger.services import audit, consent
from brobygger.services.capacity import (
    DROPPED,
    EXPIRED,
    OFFERED,
    NoOfferError,
    NotInLineError,
    Place,
    PlaceState,
    Pool,
    PoolClosedError,
    TooManyTakenError,
    accept_offer,
    change_capacity,
    close_pool,
    create_pool,
    forget_place,
    leave_place,
    move_place,
    position_of,
    take_place,
)
from brobygger.services.confirmation import ask_to_confirm, find_contact, manage_token, notify, sender_of
from brobygger.services.figures import add_to_figure, read_figures
from brobygger.services.limits import allow_confirmation_mail
from brobygger.services.once import once
from brobygger.services.pictures import (
    Picture,
    PictureError,
    PictureRefusedError,
    PicturesFullError,
    Prepared,
    add_picture,
    prepare_picture,
    remove_picture,
)
from brobygger.web.formats import today
from brobygger.web.richtext import render_markdown
from brobygger.web.urls import absolute_url, site_path

#: Somebody by what is known of them: a person who signs in, or an association's own record of somebody.
Subject = Person | Contact

__all__ = [
    "ACCESS_FACTS",
    "DROPPED",
    "EXPIRED",
    "OFFERED",
    "AccessFact",
    "AddressError",
    "AssistedVisit",
    "Association",
    "Contact",
    "MemberFilter",
    "Membership",
    "NoOfferError",
    "NotInLineError",
    "Person",
    "Picture",
    "PictureError",
    "PictureRefusedError",
    "PicturesFullError",
    "Place",
    "PlaceState",
    "Pool",
    "PoolClosedError",
    "Prepared",
    "RenderedMail",
    "Subject",
    "TooManyTakenError",
    "absolute_url",
    "accept_offer",
    "add_picture",
    "add_to_figure",
    "add_to_visit",
    "all_roles",
    "allow_confirmation_mail",
    "ask_modules",
    "ask_to_confirm",
    "assisted_visit",
    "audit",
    "cancel",
    "change_capacity",
    "check_address",
    "claim_due",
    "close_pool",
    "consent",
    "contact_of_person",
    "contacts_permitted",
    "create_pool",
    "find_contact",
    "find_or_add_contact",
    "forget_place",
    "keyed_hash",
    "leave_place",
    "mail_colours",
    "mail_sender_address",
    "manage_token",
    "module_settings",
    "move_place",
    "notify",
    "now",
    "once",
    "persons_of",
    "plugin_settings",
    "position_of",
    "prepare_picture",
    "proven_addresses",
    "reachable_members",
    "read_figures",
    "read_kinds",
    "read_new_associations",
    "remove_picture",
    "render_markdown",
    "render_template",
    "schedule",
    "send_mail",
    "send_rendered",
    "sender_of",
    "site_path",
    "take_place",
    "today",
    "which_fit",
]
