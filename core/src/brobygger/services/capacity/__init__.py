"""Places, and a fair queue for them."""

from __future__ import annotations

from brobygger.services.capacity.errors import CapacityError, NoOfferError, TooManyTakenError
from brobygger.services.capacity.models import Place, PlaceState, Pool
from brobygger.services.capacity.services import (
    accept_offer,
    change_capacity,
    create_pool,
    forget_place,
    leave_place,
    move_place,
    position_of,
    take_place,
)

__all__ = [
    "CapacityError",
    "NoOfferError",
    "Place",
    "PlaceState",
    "Pool",
    "TooManyTakenError",
    "accept_offer",
    "change_capacity",
    "create_pool",
    "forget_place",
    "leave_place",
    "move_place",
    "position_of",
    "take_place",
]
