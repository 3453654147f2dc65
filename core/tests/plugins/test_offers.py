"""Plugins whose hooks, routes and offers break a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brobygger.plugins import PluginError

if TYPE_CHECKING:
    from collections.abc import Callable

    from brobygger.testing.installer import Installer

    Outcome = Callable[[], tuple[str, str]]


@pytest.mark.parametrize(
    ("hook", "reason"),
    [
        (
            "@hookimpl\ndef no_such_hook(): ...",
            "there is no hook called “no_such_hook”: see docs/hooks.md for those there are",
        ),
        (
            "@hookimpl\ndef my_items(subjekt): ...",
            "my_items has no parameter “subjekt”; it offers subject",
        ),
        (
            "@hookimpl\ndef site_routes(request): ...",
            "site_routes has no parameter “request”; it offers none",
        ),
        (
            "@hookimpl\ndef my_items(subject=None): ...",
            "my_items gives “subject” a default: it would never be filled in",
        ),
        ("@hookimpl\ndef my_items(*, subject): ...", "my_items has the parameter “subject”: use plain ones, by name"),
        ("@hookimpl\ndef my_items(**all): ...", "my_items has the parameter “**all”: use plain ones, by name"),
        (
            "@hookimpl\nasync def site_routes(): ...",
            "site_routes is called while the site is built and cannot be “async def”",
        ),
        (
            "@hookimpl(wrapper=True)\ndef my_items():\n    return (yield)",
            "my_items uses a wrapper: plugins are called one after the other, none around another",
        ),
        (
            "@hookimpl(hookwrapper=True)\ndef my_items():\n    yield",
            "my_items uses a wrapper: plugins are called one after the other, none around another",
        ),
        (
            "@hookimpl(tryfirst=True)\ndef my_items(): ...",
            "my_items uses tryfirst: plugins are called one after the other, none around another",
        ),
        (
            "@hookimpl(trylast=True)\ndef my_items(): ...",
            "my_items uses trylast: plugins are called one after the other, none around another",
        ),
        (
            "@hookimpl(specname='my_items')\ndef items(): ...",
            "items uses specname: call the function what the hook is called",
        ),
        ("@hookimpl\ndef my_items():\n    yield", "my_items uses yield: return a list"),
        ("@hookimpl\nasync def my_items():\n    yield", "my_items uses yield: return a list"),
        ("@hookimpl\nclass my_items: ...", "my_items must be a function"),
        (
            "def my_items(subject): ...",
            "my_items is never called: write @hookimpl above it, or call it something else",
        ),
    ],
)
def test_hook_that_breaks_a_rule_is_quarantined(
    installer: Installer, stage_and_error: Outcome, hook: str, reason: str
) -> None:
    installer.install("broken", hook)

    assert stage_and_error() == ("hooks", reason)


def test_hook_of_a_plugin_that_is_not_there_is_left_alone(installer: Installer) -> None:
    installer.install("choir", "@hookimpl(optionalhook=True)\ndef newsletter_items(since): ...")

    assert installer.load(strict=True).names == {"choir"}


ASKING = "@hookspec\ndef walks_songs(association, since): ..."


async def test_plugin_asks_others_on_a_hook_of_its_own(installer: Installer) -> None:
    installer.install("walks")
    installer.add_hookspecs("walks", ASKING)
    installer.install("choir", "@hookimpl(optionalhook=True)\nasync def walks_songs(since): return [f'since {since}']")

    host = installer.load(strict=True)

    [answer] = await host.ask_others("walks_songs", host.names, str, association="B", since=3)
    assert (answer.plugin, answer.value) == ("choir", ("since 3",))
    assert await host.ask_others("walks_dances", host.names, str) == []


def test_hook_of_another_plugin_is_checked_like_those_of_core(installer: Installer) -> None:
    installer.install("walks")
    installer.add_hookspecs("walks", ASKING)
    installer.install("choir", "@hookimpl(optionalhook=True)\ndef walks_songs(until): ...")

    [failure] = installer.load().failures

    assert failure.error == "walks_songs has no parameter “until”; it offers association, since"


@pytest.mark.parametrize("source", ["@hookspec\ndef songs(since): ...", "1 / 0", "songs = 3"])
def test_hookspecs_that_break_a_rule_are_left_out(installer: Installer, source: str) -> None:
    installer.install("walks")
    installer.add_hookspecs("walks", source)

    assert installer.load().names == {"walks"}
    with pytest.raises(PluginError, match="walks"):
        installer.load(strict=True)


@pytest.mark.parametrize(
    ("route", "reason"),
    [
        ("'/', view, name='start'", "the route “start” (/) declares no audience: say who it is for"),
        (
            "'/', view, name='start', audience=MEMBER, while_off=True",
            "the route “start” (/) answers while the module is off, so it must be for everybody",
        ),
        (
            "'/', view, name='start', audience=permission('core.manage_modules')",
            "the route “start” (/) asks for “core.manage_modules”, which the manifest does not declare",
        ),
        ("'/', plain, name='start', audience=PUBLIC", "the view of the route “start” (/) must be “async def”"),
        (
            "'/', view, name='start', methods=('DELETE',), audience=PUBLIC",
            "the route “start” (/) must answer GET, POST or both, as forms do",
        ),
        (
            "'/', view, name='start', methods=(), audience=PUBLIC",
            "the route “start” (/) must answer GET, POST or both, as forms do",
        ),
        ("'', view, name='start', audience=PUBLIC", "the path of the route “start” () must begin with /"),
        (
            "'/{song}/{song}', view, name='start', audience=PUBLIC",
            (
                "the path of the route “start” (/{song}/{song}) is not one: "
                "Duplicated param name song at path /{song}/{song}"
            ),
        ),
        (
            "'/{song:note}', view, name='start', audience=PUBLIC",
            "the path of the route “start” (/{song:note}) is not one: Unknown path convertor 'note'",
        ),
        (
            "'/{association}', view, name='start', audience=PUBLIC",
            (
                "the path of the route “start” (/{association}) has “association”, which is the gate's: "
                "call it something else"
            ),
        ),
    ],
)
@pytest.mark.parametrize("hook", ["site_routes", "association_routes"])
def test_route_that_breaks_a_rule_is_quarantined(
    installer: Installer, stage_and_error: Outcome, hook: str, route: str, reason: str
) -> None:
    views = "async def view(request): ...\ndef plain(request): ...\n"
    installer.install("broken", f"{views}@hookimpl\ndef {hook}(): return [Route({route})]")

    assert stage_and_error() == ("routes", reason)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            "def site_routes(): return [Route('/', run, name='a', audience=PUBLIC)] * 2",
            "the route “a” is never reached: another one answers / before it",
        ),
        (
            "def site_routes(): return [Route(p, run, name='a', audience=PUBLIC) for p in ('/a', '/b')]",
            "two of its routes have the same name",
        ),
        ("def site_routes(): return ['/']", "site_routes: its list has str where Route is asked for"),
        ("def site_routes(): return Ellipsis", "site_routes: it returned ellipsis where a list of Route is asked for"),
        (
            "def periodic_tasks(): return [PeriodicTask('purge', '61 * * * *', run)]",
            "the schedule “61 * * * *” of “purge” is not one: Bad minute",
        ),
        (
            "def periodic_tasks(): return [PeriodicTask('purge', '1 * * * *', print)]",
            "what the periodic task “purge” runs must be “async def”",
        ),
        (
            "def periodic_tasks(): return [PeriodicTask('purge', '1 * * * *', run)] * 2",
            "two of its periodic tasks have the same name",
        ),
    ],
)
def test_offer_that_breaks_a_rule_is_quarantined(
    installer: Installer, stage_and_error: Outcome, body: str, reason: str
) -> None:
    installer.install("broken", f"async def run(): ...\n@hookimpl\n{body}")

    assert stage_and_error() == ("routes", reason)


def test_hook_that_raises_while_the_site_is_built_is_quarantined(
    installer: Installer, stage_and_error: Outcome
) -> None:
    folder = installer.install("broken", "@hookimpl\ndef site_routes():\n    return 1 / 0")

    assert stage_and_error() == (
        "routes",
        f"ZeroDivisionError: division by zero ({folder / 'plugin.py'}, line 5)",
    )
