"""Places, and a fair queue for them."""

from __future__ import annotations

from brobygger.services.capacity.errors import (
    CapacityError,
    NoOfferError,
    NotInLineError,
    PoolClosedError,
    TooManyTakenError,
)
from brobygger.services.capacity.line import DROPPED, EXPIRED, OFFERED
from brobygger.services.capacity.models import Place, PlaceState, Pool
from brobygger.services.capacity.services import (
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

__all__ = [
    "DROPPED",
    "EXPIRED",
    "OFFERED",
    "CapacityError",
    "NoOfferError",
    "NotInLineError",
    "Place",
    "PlaceState",
    "Pool",
    "PoolClosedError",
    "TooManyTakenError",
    "accept_offer",
    "change_capacity",
    "close_pool",
    "create_pool",
    "forget_place",
    "leave_place",
    "move_place",
    "position_of",
    "take_place",
]
