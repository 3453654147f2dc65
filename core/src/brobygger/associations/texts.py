"""What themes, kinds and access facts are called."""

from __future__ import annotations

from brobygger.associations.models import AccessFact, ForWhom, Kind, Theme
from brobygger.i18n import lazy

KINDS = {
    Kind.HOST: lazy("Volunteer centre"),
    Kind.ASSOCIATION: lazy("Association"),
    Kind.INFORMAL_GROUP: lazy("Group without statutes"),
}

THEMES = {
    Theme.SOCIAL: lazy("Social life"),
    Theme.CULTURE: lazy("Culture"),
    Theme.SPORT: lazy("Sport and movement"),
    Theme.HEALTH: lazy("Health and illness"),
    Theme.YOUNG: lazy("Children and young people"),
    Theme.OLDER: lazy("Older people"),
    Theme.NEIGHBOURHOOD: lazy("The neighbourhood"),
    Theme.NATURE: lazy("Nature and environment"),
    Theme.INTERNATIONAL: lazy("International"),
    Theme.HOBBY: lazy("Hobby"),
}

ACCESS_FACTS = {
    AccessFact.STEP_FREE: lazy("No steps"),
    AccessFact.ACCESSIBLE_TOILET: lazy("Accessible toilet"),
    AccessFact.HEARING_LOOP: lazy("Hearing loop"),
    AccessFact.INTERPRETER: lazy("An interpreter can come"),
    AccessFact.QUIET: lazy("A quiet place"),
    AccessFact.FREE_OF_CHARGE: lazy("Costs nothing"),
    AccessFact.COME_ALONE: lazy("You can come alone"),
    AccessFact.LITTLE_DANISH: lazy("A little Danish is enough"),
}

GROUPS = {
    ForWhom.CHILDREN: lazy("Children"),
    ForWhom.YOUNG: lazy("Young people"),
    ForWhom.ADULTS: lazy("Adults"),
    ForWhom.OLDER: lazy("Older people"),
    ForWhom.FAMILIES: lazy("Families"),
    ForWhom.NEWCOMERS: lazy("Newcomers to Denmark"),
    ForWhom.RELATIVES: lazy("Relatives and those who have lost somebody"),
}
