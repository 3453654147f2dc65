"""What can go wrong with signing in and with one's account.

IdentityError
├── TooManyRequestsError   too many links were asked for from one network
├── LinkGoneError          the link was used, is too old, or never was one
├── CodeNeededError        the link was opened in another browser than the one that asked for it
├── WrongCodeError         that browser's code was mistyped
├── SetupTokenGoneError    the address for the first administrator was used, or is too old
├── AddressTakenError      another account has this e-mail address
├── OwnAddressError        the account has this e-mail address already
├── LastAddressError       an account without an address could not be signed in to
├── WrongFactorError       the code of the second factor was wrong, or used before
├── NoFactorAskedError     nobody answered a mail in this browser, so no second factor is asked for
├── WrongPasswordError     the password was wrong, or there is none, or no account
├── WeakPasswordError      the password is too short, or easily guessed
├── WrongPasskeyError      what the passkey signed is not what was asked for, here and now
├── EditedMeanwhileError   the profile was saved from another page since
└── NoDemoError            demo accounts are not open on this site
"""

from __future__ import annotations


class IdentityError(Exception):
    """The base of this module's errors."""


class TooManyRequestsError(IdentityError):
    """So many links were asked for from one network that it has to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


class LinkGoneError(IdentityError):
    """The link was used, replaced or is too old, or there never was one like it.

    *renewable*: it was a real one, so whoever holds it reads that mailbox and may have a new one.
    """

    def __init__(self, *, renewable: bool = False) -> None:
        super().__init__("the link is gone")
        self.renewable = renewable


class CodeNeededError(IdentityError):
    """The link works here only with the code that the asking browser shows."""


class WrongCodeError(IdentityError):
    """The code was not the one that the asking browser shows."""

    def __init__(self, attempts_left: int) -> None:
        super().__init__(f"{attempts_left} attempts left")
        self.attempts_left = attempts_left


class SetupTokenGoneError(IdentityError):
    """The token for the first administrator was used, replaced or is too old."""


class AddressTakenError(IdentityError):
    """Another account has this e-mail address."""


class OwnAddressError(IdentityError):
    """The account has this e-mail address already."""


class LastAddressError(IdentityError):
    """The account's only address cannot go."""


class WrongFactorError(IdentityError):
    """The code of the second factor was wrong, or used before."""


class NoFactorAskedError(IdentityError):
    """Nobody answered a mail in this browser lately, so no second factor is asked for."""


class WrongPasswordError(IdentityError):
    """The password was wrong, or the account has none, or there is no account: nobody is told which."""


class WeakPasswordError(IdentityError):
    """The password is too short, or one of those that are guessed first. The text says which."""


class WrongPasskeyError(IdentityError):
    """What the passkey signed is not what was asked for, here and now, or nobody's here."""


class EditedMeanwhileError(IdentityError):
    """The profile was saved since it was read."""


class NoDemoError(IdentityError):
    """Demo accounts are for development on one's own machine only."""
