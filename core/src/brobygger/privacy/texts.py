"""The law's words, as people say them."""

from __future__ import annotations

from brobygger.db import Category, Erasure, LegalBasis
from brobygger.i18n import lazy

BASES = {
    LegalBasis.CONSENT: lazy("You said yes (consent)"),
    LegalBasis.CONTRACT: lazy("We cannot do what you asked for without it (agreement)"),
    LegalBasis.LEGAL_OBLIGATION: lazy("The law requires it (legal obligation)"),
    LegalBasis.LEGITIMATE_INTEREST: lazy("There is a good reason, and it is no burden to you (legitimate interest)"),
    LegalBasis.EXPLICIT_CONSENT: lazy("You clearly said yes to exactly this (explicit consent)"),
}

#: Where the regulation says so, for the record.
ARTICLES = {
    LegalBasis.CONSENT: "6(1)(a)",
    LegalBasis.CONTRACT: "6(1)(b)",
    LegalBasis.LEGAL_OBLIGATION: "6(1)(c)",
    LegalBasis.LEGITIMATE_INTEREST: "6(1)(f)",
    LegalBasis.EXPLICIT_CONSENT: "6(1)(a), 9(2)(a)",
}

CATEGORIES = {
    Category.NORMAL: lazy("Ordinary"),
    Category.CONFIDENTIAL: lazy("Confidential"),
    Category.SPECIAL: lazy("Special category (article 9)"),
}

ERASURES = {
    Erasure.DELETE_ROW: lazy("It is deleted"),
    Erasure.BLANK: lazy("It is blanked, and what is counted stays"),
    Erasure.KEEP: lazy("It is kept"),
}
