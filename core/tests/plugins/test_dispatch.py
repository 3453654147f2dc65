"""Hooks that fail, each in its own way, between two that do not."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

from brobygger.associations.models import Association
from brobygger.plugins import HookError
from brobygger.plugins.dispatch import Dispatcher

if TYPE_CHECKING:
    from collections.abc import Callable

    from brobygger.plugins import PluginHost
    from brobygger.testing.installer import Installer

ITEM = "MyItem('{0}', '/', 'Choir', 'Coming')"
WELL = f"@hookimpl\ndef my_items(): return [{ITEM}]"

FAILING = {
    "raises": ("async def my_items(): 1 / 0", "ZeroDivisionError: division by zero"),
    "raises before it is awaited": ("def my_items(): 1 / 0", "ZeroDivisionError: division by zero"),
    "is late": ("async def my_items(): await asyncio.sleep(60)", "TimeoutError: no answer within 0.05 seconds"),
    "returns one": (
        f"def my_items(): return {ITEM}", "TypeError: it returned MyItem where a list of MyItem is asked for"
    ),
    "returns others": (
        "async def my_items(): return [Need('', '', '')]", "TypeError: its list has Need where MyItem is asked for"
    ),
    "returns a generator": (
        f"def my_items(): return ({ITEM} for _ in iter(int, 1))",
        "TypeError: it returned generator where a list of MyItem is asked for",
    ),
    "gives a time of nowhere": (
        "def my_items(): return [MyItem('', '', '', '', at=datetime.datetime(2026, 1, 1))]",
        "ValueError: “at” has no time zone, and could not be sorted among the others",
    ),
    "leaves the site": ("def my_items(): raise HTTPException(404)", "HTTPException: 404: Not Found"),
}  # fmt: skip


def _quick() -> Dispatcher:
    """Return a dispatcher of little patience, which has seen nothing fail yet."""
    return Dispatcher(page_seconds=0.05, work_seconds=0.05)


def _install(installer: Installer, body: str) -> None:
    """Install the plugin *body* between two that work."""
    imports = "import asyncio, datetime, time\nfrom starlette.exceptions import HTTPException\n"
    for name, source in (("alpha", WELL), ("beta", f"{imports}@hookimpl\n{body}"), ("gamma", WELL)):
        installer.install(name, source.format(name))


async def _titles(host: PluginHost) -> list[str]:
    return [item.title for item in await host.my_items(subject=_somebody())]


def _somebody() -> Any:
    """The tests here do not look at the subject; those of the hooks do."""
    return object()


@pytest.mark.parametrize("failing", FAILING)
async def test_hook_that_fails_costs_its_own_answer_only(installer: Installer, failing: str) -> None:
    body, reason = FAILING[failing]
    _install(installer, body)
    host = installer.load(dispatcher=_quick())

    with capture_logs() as logs:
        titles = await _titles(host)

    assert titles == ["alpha", "gamma"]
    (entry,) = [entry for entry in logs if entry["event"] == "hook failed"]
    assert (entry["plugin"], entry["hook"]) == ("beta", "my_items")
    with pytest.raises(HookError) as caught:
        await _titles(installer.load(dispatcher=Dispatcher(strict=True, page_seconds=0.05)))
    assert str(caught.value) == f"the plugin “beta” failed in my_items: {reason}"
    assert (caught.value.plugin, caught.value.hook) == ("beta", "my_items")


async def test_hook_may_answer_with_none(installer: Installer) -> None:
    _install(installer, "def my_items(): return None")

    assert await _titles(installer.load(strict=True)) == ["alpha", "gamma"]


async def test_hook_that_blocks_is_named_in_the_log(installer: Installer) -> None:
    _install(installer, "def my_items(): time.sleep(0.6)")
    host = installer.load()

    with capture_logs() as logs:
        await _titles(host)

    [entry] = logs
    assert (entry["event"], entry["plugin"], entry["hook"]) == ("slow hook", "beta", "my_items")
    assert entry["seconds"] >= 0.6


async def test_hook_that_is_cancelled_lets_the_cancellation_pass(installer: Installer) -> None:
    _install(installer, "async def my_items(): await asyncio.sleep(60)")
    asking = asyncio.create_task(_titles(installer.load()))
    await asyncio.sleep(0.01)

    asking.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_only_the_plugins_asked_for_are_called(installer: Installer) -> None:
    for name in ("alpha", "beta", "gamma"):
        installer.install(name, f"@hookimpl\ndef front_page_needs(): return [Need('{name}', '', '/')]")
    host = installer.load(strict=True)
    request: Any = object()

    assert [need.title for need in await host.front_page_needs({"gamma", "beta"}, request=request)] == ["beta", "gamma"]
    assert await host.front_page_needs(frozenset(), request=request) == []
    assert await host.front_page_needs({"absent"}, request=request) == []


async def test_answers_are_in_their_order_then_by_plugin(installer: Installer) -> None:
    installer.install("alpha", "@hookimpl\ndef front_page_needs(): return [Need('last', '', '/', order=200)]")
    installer.install("beta", "@hookimpl\ndef front_page_needs(): return [Need('b', '', '/'), Need('c', '', '/')]")
    installer.install("gamma", "@hookimpl\nasync def front_page_needs(): return [Need('first', '', '/', order=1)]")
    installer.install("omega", "@hookimpl\ndef front_page_needs(): return [Need('d', '', '/')]")
    host = installer.load(strict=True)
    request: Any = object()

    titles = [need.title for need in await host.front_page_needs(host.names, request=request)]

    assert titles == ["first", "b", "c", "d", "last"]


async def test_order_that_is_no_number_costs_its_own_answer_only(installer: Installer) -> None:
    installer.install("alpha", "@hookimpl\ndef front_page_needs(): return [Need('a', '', '/', order=None)]")
    installer.install("beta", "@hookimpl\ndef front_page_needs(): return [Need('b', '', '/')]")
    host = installer.load()
    request: Any = object()

    assert [need.title for need in await host.front_page_needs(host.names, request=request)] == ["b"]


class _Seconds:
    """A clock that stands still until the test moves it."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


COUNTING = """
    asked = []

    @hookimpl
    def my_items(subject):
        asked.append(subject)
        if subject == "trouble":
            raise RuntimeError
        return []
    """


def _times_asked(host: PluginHost) -> int:
    plugin = host.get("choir")
    assert plugin is not None
    return len(plugin.module.asked)


async def test_hook_that_fails_five_times_in_a_row_is_left_alone_for_a_minute(installer: Installer) -> None:
    seconds = _Seconds()
    installer.install("choir", COUNTING)
    host = installer.load(dispatcher=Dispatcher(now=seconds))
    trouble: Any = "trouble"

    for _ in range(7):
        await host.my_items(subject=trouble)
    assert _times_asked(host) == 5

    seconds.now += 61
    await host.my_items(subject=trouble)
    await host.my_items(subject=trouble)
    assert _times_asked(host) == 6


async def test_hook_that_works_again_is_asked_again(installer: Installer) -> None:
    installer.install("choir", COUNTING)
    host = installer.load()
    trouble, peace = "trouble", "peace"

    for subject in [trouble] * 4 + [peace] + [trouble] * 4 + [peace]:
        await host.my_items(subject=subject)  # type: ignore[arg-type]  # words will do here

    assert _times_asked(host) == 10


async def test_what_a_plugin_does_to_its_arguments_nobody_else_sees(installer: Installer) -> None:
    vandal = "@hookimpl\ndef load_demo(associations):\n    associations.clear()"
    rename = "@hookimpl\ndef module_enabled(association):\n    association.name = 'Mine'\n    association.id = 666"
    installer.install("alpha", f"{vandal}\n{rename}")
    installer.install("beta", "@hookimpl\ndef load_demo(associations):\n    assert set(associations) == {'choir'}")
    host = installer.load(strict=True)
    association = Association(id=1, name="Choir", slug="choir", created_at=datetime(2026, 1, 1, tzinfo=UTC))
    associations = {"choir": association}

    await host.load_demo(associations=associations)
    await host.module_enabled("alpha", association, None)

    assert associations == {"choir": association}
    assert (association.id, association.name) == (1, "Choir")


@pytest.fixture
def patient(installer: Installer) -> Callable[[str], PluginHost]:
    """Return a host whose plugin sleeps in the hook of that name, and whose patience is short."""

    def load(hook: str) -> PluginHost:
        installer.install("choir", f"import asyncio\n@hookimpl\nasync def {hook}(): await asyncio.sleep(60)")
        return installer.load(dispatcher=_quick())

    return load


@pytest.mark.parametrize("hook", ["export_personal_data", "erase_personal_data"])
async def test_work_that_is_late_fails_by_name(patient: Callable[[str], PluginHost], hook: str) -> None:
    host = patient(hook)

    with pytest.raises(HookError, match=f"the plugin “choir” failed in {hook}: TimeoutError: no answer within 0.05"):
        await getattr(host, hook)(subject=_somebody())
