"""What can be done with accounts, links and sessions. Knows nothing of HTTP."""

from __future__ import annotations

from brobygger.identity.services.accounts import (
    account_for,
    add_person,
    create_account,
    find_account,
    get_own_person,
    list_addresses,
    persons_of,
    save_language,
    save_name,
    save_person,
    verified_addresses,
)
from brobygger.identity.services.addresses import (
    claim_address,
    confirm_address,
    find_address,
    find_claim,
    make_first,
    remove_address,
)
from brobygger.identity.services.demo import is_demo_open, sign_in_demo
from brobygger.identity.services.retention import purge_expired
from brobygger.identity.services.sessions import (
    end_all_sessions,
    end_one_session,
    end_other_sessions,
    end_session,
    list_sessions,
    load_session,
    renew_session,
    start_session,
)
from brobygger.identity.services.setup import claim_setup_token, create_setup_token, is_setup_token
from brobygger.identity.services.sign_in import (
    Asked,
    Asking,
    SignedIn,
    find_asked,
    forget_links,
    open_link,
    request_again,
    request_sign_in,
    use_link,
)

__all__ = [
    "Asked",
    "Asking",
    "SignedIn",
    "account_for",
    "add_person",
    "claim_address",
    "claim_setup_token",
    "confirm_address",
    "create_account",
    "create_setup_token",
    "end_all_sessions",
    "end_one_session",
    "end_other_sessions",
    "end_session",
    "find_account",
    "find_address",
    "find_asked",
    "find_claim",
    "forget_links",
    "get_own_person",
    "is_demo_open",
    "is_setup_token",
    "list_addresses",
    "list_sessions",
    "load_session",
    "make_first",
    "open_link",
    "persons_of",
    "purge_expired",
    "remove_address",
    "renew_session",
    "request_again",
    "request_sign_in",
    "save_language",
    "save_name",
    "save_person",
    "sign_in_demo",
    "start_session",
    "use_link",
    "verified_addresses",
]
