"""What whoever has custody of a child says yes to."""

from __future__ import annotations

from brobygger.i18n import lazy
from brobygger.services.consent import ConsentText

#: Databeskyttelsesloven § 6, stk. 2: for a child under 15, whoever has custody consents.
GUARDIAN_TEXT = ConsentText(
    "membership.guardian",
    1,
    lazy(
        "I have custody of the child. I agree that the child becomes a member, and that the association keeps the "
        "child's name, how the child is reached, and what was answered on the form, as long as the child is a member. "
        "I can take this back at any time."
    ),
)
