"""One broken plugin, beside one that works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from brobygger.testing.installer import Installer


@pytest.fixture
def stage_and_error(installer: Installer) -> Callable[[], tuple[str, str]]:
    """Load a plugin that works and the broken one; return where and why that one failed."""

    def load() -> tuple[str, str]:
        installer.install("well", "@hookimpl\ndef periodic_tasks():\n    return []\n")

        host = installer.load()

        assert [plugin.manifest.name for plugin in host.plugins] == ["well"]
        assert host.implementers("periodic_tasks") == ["well"]
        (failure,) = host.failures
        assert (failure.name, failure.distribution, failure.version) == ("broken", "brobygger-broken", "1.2")
        return failure.stage, failure.error

    return load
