"""Every hook: what it is given, whose implementations run, and what is made of the answers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from brobygger.plugins import (
    AssistedAction,
    DueDeletion,
    ErasureReport,
    Figure,
    HookError,
    MyItem,
    NavigationItem,
    Need,
    PersonalExport,
    hookspecs,
)
from brobygger.plugins.dispatch import Dispatcher

if TYPE_CHECKING:
    from brobygger.plugins import PluginHost
    from brobygger.testing.installer import Installer

#: Words in the place of rows and requests: the host passes on what it is given.
REQUEST: Any = "request"
CHOIR: Any = "Bridge Choir"
LONE: Any = "Lone"
MEMBERSHIP: Any = "Lone's membership"
ASSOCIATION: Any = "Bridge Choir"

LISTENER = """
    heard = []

    async def view(request): ...

    async def purge(): ...

    @hookimpl
    def site_routes():
        return [Route("/", view, name="all", audience=PUBLIC), Route("/{{song}}", view, name="song", audience=PUBLIC)]

    @hookimpl
    def association_routes():
        return [Route("/", view, name="ours", audience=MEMBER)]

    @hookimpl
    def periodic_tasks():
        return [PeriodicTask("purge", "17 3 * * *", purge, retention=True)]

    class Songs(MailQueue):
        async def claim(self, limit, lease): ...
        async def envelope(self, row): ...

    @hookimpl
    def mail_queues():
        return [Songs()]

    @hookimpl
    async def task_due(association, name, payload):
        heard.append(("task_due", association, name, payload))

    @hookimpl
    async def module_enabled(association, account_id):
        heard.append(("module_enabled", association, account_id))

    @hookimpl
    def module_disabled(association, account_id):
        heard.append(("module_disabled", association, account_id))

    @hookimpl
    async def navigation_items(request, association, membership):
        return [NavigationItem(f"{{request}} {{association}} {{membership}}", "{name}:ours")]

    @hookimpl
    async def slot_fragments(slot, request, association, membership, subject):
        return [Fragment("{name}/piece.html", dict(locals()))]

    @hookimpl
    def front_page_needs(request):
        return [Need("I want to sing", request, "/{name}/")]

    @hookimpl
    async def my_items(subject):
        return [MyItem("Concert", "/{name}/1", "Bridge Choir", subject)]

    @hookimpl
    def figures(association, year):
        return [Figure(f"{{association}}: songs of {name}", year)]

    @hookimpl
    async def due_deletions(association, until):
        return [DueDeletion(association, until, "The song is over", "{name}.sing")]

    @hookimpl
    async def assisted_actions(association, contact):
        return [AssistedAction(f"{{contact}} sings in {{association}}", "/{name}/")]

    @hookimpl
    def departure_obstacles(membership):
        return [f"{{membership}}: hand in the songbook of {name}"]

    @hookimpl
    async def contact_confirmed(association, contact, purpose, reference):
        heard.append(("contact_confirmed", association, contact, purpose, reference))

    @hookimpl
    async def place_changed(association, pool_reference, place_reference, change):
        heard.append(("place_changed", association, pool_reference, place_reference, change))

    @hookimpl
    async def member_joined(association, membership):
        heard.append(("member_joined", association, membership))

    @hookimpl
    async def membership_changed(association, membership):
        heard.append(("membership_changed", association, membership))

    @hookimpl
    async def member_left(association, membership):
        heard.append(("member_left", association, membership))

    @hookimpl
    async def export_personal_data(subject):
        return [PersonalExport("Songs", ({{"of": subject, "in": "{name}"}},))]

    @hookimpl
    async def erase_personal_data(subject):
        return ErasureReport(erased=3, kept=(subject,))

    @hookimpl
    async def load_demo(associations):
        heard.append(("load_demo", associations))
    """


@pytest.fixture
def host(installer: Installer) -> PluginHost:
    """Return a host of two plugins that implement every hook, and one that implements none."""
    for name in ("choir", "walks"):
        installer.install(name, LISTENER.format(name=name))
    installer.install("silent")
    return installer.load(strict=True)


def _heard(host: PluginHost, name: str) -> list[Any]:
    plugin = host.get(name)
    assert plugin is not None
    heard: list[Any] = plugin.module.heard
    return heard


def test_every_hook_is_tested_here(host: PluginHost) -> None:
    hooks = {name for name, value in vars(hookspecs).items() if hasattr(value, "brobygger_spec")}

    assert {name for name in hooks if host.implementers(name) == ["choir", "walks"]} == hooks


def test_routes_periodic_tasks_and_queues_are_asked_for_once(host: PluginHost) -> None:
    choir = host.get("choir")

    assert choir is not None
    assert [(route.path, route.name, str(route.audience)) for route in choir.site_routes] == [
        ("/", "all", "public"),
        ("/{song}", "song", "public"),
    ]
    assert [(route.path, route.name, str(route.audience)) for route in choir.association_routes] == [
        ("/", "ours", "member")
    ]
    assert [(task.name, task.schedule, task.retention) for task in choir.periodic_tasks] == [
        ("purge", "17 3 * * *", True)
    ]
    assert [type(queue).__name__ for queue in choir.mail_queues] == ["Songs"]


async def test_module_hooks_are_heard_by_that_plugin_alone(host: PluginHost) -> None:
    await host.module_enabled("choir", CHOIR, 7)
    await host.module_disabled("choir", CHOIR, None)
    await host.module_enabled("silent", CHOIR, 7)

    assert _heard(host, "choir") == [("module_enabled", CHOIR, 7), ("module_disabled", CHOIR, None)]
    assert _heard(host, "walks") == []


async def test_navigation_items_are_asked_of_enabled_modules(host: PluginHost) -> None:
    items = await host.navigation_items({"choir"}, request=REQUEST, association=CHOIR, membership=MEMBERSHIP)

    assert items == [NavigationItem("request Bridge Choir Lone's membership", "choir:ours")]


@pytest.mark.parametrize("route", ["walks:song", "walks:nowhere", "/walks"])
async def test_navigation_to_nowhere_costs_its_own_answer_only(installer: Installer, route: str) -> None:
    installer.install("choir", LISTENER.format(name="choir"))
    installer.install("walks", f"@hookimpl\ndef navigation_items(): return [NavigationItem('', '{route}')]")
    host = installer.load()

    items = await host.navigation_items(host.names, request=REQUEST, association=CHOIR, membership=None)

    assert [item.route for item in items] == ["choir:ours"]


async def test_slot_fragments_are_asked_of_enabled_modules(host: PluginHost) -> None:
    given = {"slot": "association.profile", "request": REQUEST, "association": CHOIR, "membership": None, "subject": 5}

    (fragment,) = await host.slot_fragments({"walks"}, **given)

    assert (fragment.template, fragment.context) == ("walks/piece.html", given)


async def test_front_page_needs_are_asked_of_the_hosts_modules(host: PluginHost) -> None:
    assert await host.front_page_needs({"walks"}, request=REQUEST) == [Need("I want to sing", "request", "/walks/")]


async def test_my_items_are_asked_of_all(host: PluginHost) -> None:
    assert await host.my_items(subject=LONE) == [
        MyItem("Concert", "/choir/1", "Bridge Choir", "Lone"),
        MyItem("Concert", "/walks/1", "Bridge Choir", "Lone"),
    ]


async def test_figures_are_asked_of_enabled_modules(host: PluginHost) -> None:
    found = await host.figures({"walks", "uninstalled"}, association=ASSOCIATION, year=2026)

    assert found == [Figure("Bridge Choir: songs of walks", 2026)]


async def test_due_deletions_are_asked_of_modules_that_are_or_were_on(host: PluginHost) -> None:
    day = date(2026, 3, 2)

    found = await host.due_deletions({"walks"}, association=ASSOCIATION, until=day)

    assert found == [DueDeletion("Bridge Choir", day, "The song is over", "walks.sing")]


async def test_assisted_actions_are_asked_of_enabled_modules(host: PluginHost) -> None:
    found = await host.assisted_actions({"walks", "uninstalled"}, association=ASSOCIATION, contact=LONE)

    assert found == [AssistedAction("Lone sings in Bridge Choir", "/walks/")]


async def test_departure_obstacles_are_asked_of_enabled_modules(host: PluginHost) -> None:
    assert await host.departure_obstacles({"walks", "uninstalled"}, membership=MEMBERSHIP) == [
        "Lone's membership: hand in the songbook of walks"
    ]


async def test_contact_confirmed_and_place_changed_are_heard_by_that_plugin_alone(host: PluginHost) -> None:
    await host.contact_confirmed("walks", association=CHOIR, contact=LONE, purpose="sign_up", reference="k3")
    await host.place_changed("walks", association=CHOIR, pool_reference="p1", place_reference="p1-2", change="offered")

    assert _heard(host, "choir") == []
    assert _heard(host, "walks") == [
        ("contact_confirmed", CHOIR, LONE, "sign_up", "k3"),
        ("place_changed", CHOIR, "p1", "p1-2", "offered"),
    ]


async def test_plugin_that_is_not_loaded_cannot_be_told(host: PluginHost) -> None:
    with pytest.raises(HookError, match="the plugin “gone” failed in place_changed: LookupError: it is not loaded"):
        await host.place_changed(
            "gone", association=CHOIR, pool_reference="p1", place_reference="p1-2", change="offered"
        )


@pytest.mark.parametrize("hook", ["member_joined", "membership_changed", "member_left"])
async def test_member_events_are_heard_one_plugin_at_a_time(host: PluginHost, hook: str) -> None:
    await host.member_event(hook, "choir", association=CHOIR, membership=MEMBERSHIP)

    assert _heard(host, "choir") == [(hook, CHOIR, MEMBERSHIP)]
    assert _heard(host, "walks") == []


async def test_task_is_done_by_the_plugin_that_scheduled_it(host: PluginHost) -> None:
    await host.task_due("choir", association=CHOIR, name="rehearse", payload={"song": 3})

    assert _heard(host, "choir") == [("task_due", CHOIR, "rehearse", {"song": 3})]
    assert _heard(host, "walks") == []


async def test_export_is_asked_of_all(host: PluginHost) -> None:
    assert await host.export_personal_data(subject=LONE) == {
        name: (PersonalExport("Songs", ({"of": "Lone", "in": name},)),) for name in ("choir", "walks")
    }


async def test_erasure_is_asked_of_all(host: PluginHost) -> None:
    report = ErasureReport(erased=3, kept=("Lone",))

    assert await host.erase_personal_data(subject=LONE) == {"choir": report, "walks": report}


async def test_demo_is_asked_of_all(host: PluginHost) -> None:
    await host.load_demo(associations={"choir": CHOIR})

    for name in ("choir", "walks"):
        assert _heard(host, name) == [("load_demo", {"choir": CHOIR})]


CALLS: dict[str, Any] = {
    "module_enabled": lambda host: host.module_enabled("broken", CHOIR, None),
    "module_disabled": lambda host: host.module_disabled("broken", CHOIR, None),
    "contact_confirmed": lambda host: host.contact_confirmed(
        "broken", association=CHOIR, contact=LONE, purpose="", reference=""
    ),
    "place_changed": lambda host: host.place_changed(
        "broken", association=CHOIR, pool_reference="", place_reference="", change=""
    ),
    "task_due": lambda host: host.task_due("broken", association=CHOIR, name="", payload={}),
    "member_joined": lambda host: host.member_event("member_joined", "broken", association=CHOIR, membership=LONE),
    "membership_changed": lambda host: host.member_event(
        "membership_changed", "broken", association=CHOIR, membership=LONE
    ),
    "member_left": lambda host: host.member_event("member_left", "broken", association=CHOIR, membership=LONE),
    "export_personal_data": lambda host: host.export_personal_data(subject=LONE),
    "erase_personal_data": lambda host: host.erase_personal_data(subject=LONE),
    "load_demo": lambda host: host.load_demo(associations={}),
}


@pytest.mark.parametrize("hook", CALLS)
async def test_failure_that_must_be_heard_names_the_plugin(installer: Installer, hook: str) -> None:
    installer.install("broken", f"@hookimpl\nasync def {hook}(): 1 / 0")

    with pytest.raises(HookError, match=f"the plugin “broken” failed in {hook}: ZeroDivisionError: division by zero"):
        await CALLS[hook](installer.load())


@pytest.mark.parametrize("hook", sorted(CALLS.keys() - {"export_personal_data", "erase_personal_data"}))
async def test_work_that_nobody_awaited_is_a_failure(installer: Installer, hook: str) -> None:
    work = "import asyncio\nasync def work(): return asyncio.sleep(0)"
    installer.install("broken", f"{work}\n@hookimpl\ndef {hook}(): return work()")

    with pytest.raises(HookError, match="TypeError: it returned work that nobody awaited: is an “await” missing"):
        await CALLS[hook](installer.load())


async def test_answer_where_nothing_is_asked_for_is_a_failure(installer: Installer) -> None:
    installer.install("broken", "@hookimpl\nasync def load_demo(): return 3")

    with pytest.raises(HookError, match="TypeError: it returned int where nothing is asked for"):
        await installer.load().load_demo(associations={})


@pytest.mark.parametrize("answer", ["None", "[]", "3"])
async def test_erasure_without_a_report_is_a_failure(installer: Installer, answer: str) -> None:
    installer.install("broken", f"@hookimpl\nasync def erase_personal_data(): return {answer}")

    with pytest.raises(HookError, match=r"TypeError: it returned .* where ErasureReport is asked for"):
        await installer.load().erase_personal_data(subject=LONE)


async def test_strict_host_raises_what_it_would_count_as_an_obstacle(installer: Installer) -> None:
    installer.install("broken", "@hookimpl\nasync def departure_obstacles(): 1 / 0")

    with pytest.raises(HookError):
        await installer.load(dispatcher=Dispatcher(strict=True)).departure_obstacles({"broken"}, membership=MEMBERSHIP)
