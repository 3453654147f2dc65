"""What can go wrong with a proposal.

ProposalError
├── TooManyProposalsError  the account has proposed enough for now
└── AnsweredMeanwhileError somebody else answered, corrected or took it back first
"""

from __future__ import annotations


class ProposalError(Exception):
    """The base of this module's errors."""


class TooManyProposalsError(ProposalError):
    """The account has proposed enough for now."""


class AnsweredMeanwhileError(ProposalError):
    """The proposal is not any more as it was read: it was answered, corrected or taken back."""
