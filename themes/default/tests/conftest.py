from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brobygger.testing.theme import ThemePages

if TYPE_CHECKING:
    from pytest import TempPathFactory


@pytest.fixture(scope="session")
def pages(tmp_path_factory: TempPathFactory) -> ThemePages:
    return ThemePages("default", tmp_path_factory.mktemp("site"))
