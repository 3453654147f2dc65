"""What is said of every column that holds personal data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LegalBasis(StrEnum):
    """Why the law allows it (GDPR art. 6(1) and 9(2)(a))."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    LEGITIMATE_INTEREST = "legitimate_interest"
    EXPLICIT_CONSENT = "explicit_consent"


class Category(StrEnum):
    """How much harm a leak does; SPECIAL is GDPR art. 9."""

    NORMAL = "normal"
    CONFIDENTIAL = "confidential"
    SPECIAL = "special"


class Erasure(StrEnum):
    """What erasing the person does to the column."""

    DELETE_ROW = "delete_row"
    BLANK = "blank"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class PersonalData:
    """The declaration of one column; the page of privacy and the record of processing (GDPR art. 30) are made of these.

    The texts are made by ``lazy``: people read them in their own language.
    """

    purpose: str
    basis: LegalBasis
    seen_by: str
    retention: str
    #: What it is, in words for the one whom it is about; columns that share a declaration are named together.
    what: str = ""
    category: Category = Category.NORMAL
    export: bool = True
    erase: Erasure = Erasure.DELETE_ROW
