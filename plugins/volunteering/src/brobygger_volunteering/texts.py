"""What themes, times and the states of a task are called."""

from __future__ import annotations

from brobygger.plugin_api.i18n import lazy
from brobygger_volunteering.tasks.models import Status, Theme, Time

THEMES = {
    Theme.COMPANY: lazy("Visits and company"),
    Theme.CHILDREN: lazy("Children, young people and homework"),
    Theme.FOOD: lazy("Food and café"),
    Theme.EVENTS: lazy("Parties and events"),
    Theme.OUTDOORS: lazy("Gardens and nature"),
    Theme.DRIVING: lazy("Driving"),
    Theme.LANGUAGE: lazy("Languages and building bridges"),
    Theme.SPORT: lazy("Sport and movement"),
    Theme.CREATIVE: lazy("Music, art and crafts"),
    Theme.PRACTICAL: lazy("Practical work"),
    Theme.DIGITAL: lazy("Computers and phones"),
    Theme.BOARD: lazy("Board and planning"),
}

TIMES = {
    Time.DAYTIME: lazy("In the daytime"),
    Time.EVENING: lazy("In the evening"),
    Time.WEEKEND: lazy("At the weekend"),
    Time.ANYTIME: lazy("Whenever it suits you"),
}

STATUSES = {
    Status.DRAFT: lazy("Draft"),
    Status.PUBLISHED: lazy("Open"),
    Status.CLOSED: lazy("Closed"),
    Status.CANCELLED: lazy("Cancelled"),
}
