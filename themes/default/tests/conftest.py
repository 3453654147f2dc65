from __future__ import annotations

import pytest

from brobygger.testing.theme import ThemePages


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> ThemePages:
    return ThemePages("default", tmp_path_factory.mktemp("site"))
