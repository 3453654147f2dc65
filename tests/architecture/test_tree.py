"""The house keeps its shape: which folders there are, how long a file gets, and what never stands in one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TOP_LEVEL = {"core", "plugins", "themes", "config", "docs", "tests", "pyproject.toml", "uv.lock"} | {
    "README.md",
    "LICENSE",
    "Makefile",
}
#: The modules in src/ are read often; a test file may tell a longer story.
LINES, LINES_OF_TESTS = 280, 400
LINES_OF_FUNCTION = 40
EXEMPTION = re.compile(r"#\s*(?:noqa: ?[A-Z]+\d+(?:, ?[A-Z]+\d+)*|type: ignore\[[\w, -]+\])(?P<reason>.*)")
BARE_EXEMPTION = re.compile(r"#\s*(?:noqa(?!:)|type: ignore(?!\[)|(?:ruff|mypy): )")
#: Machines of developers, and work that is not done.
BANNED = re.compile(r"(?<![\w.}\])/-])/(?:work|root|opt/pypi|opt/wheels)/|\b(?:TODO|FIXME|XXX)\b")
#: Columns named so hold what brobygger.web.richtext rendered and cleaned.
UNSAFE = r"(?<!_html)(?<!_html )\|\s*safe\b"
#: Text files by suffix; the rest is pictures and fonts. The lock is not ours to write.
TEXTS = {".py", ".html", ".txt", ".md", ".toml", ".css", ".js", ".po", ".yml", ".yaml", ".sh", ".service", ".svg", ""}


def _text(root: Path, path: Path) -> str:
    return (root / path).read_text(encoding="utf-8")


def _functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def test_top_level_is_the_one_in_the_readme(files: list[Path]) -> None:
    top = {path.parts[0] for path in files}

    assert {name for name in top if not name.startswith(".")} <= TOP_LEVEL


def test_folders_that_are_no_packages_have_no_init(files: list[Path]) -> None:
    packages = [path for path in files if path.name == "__init__.py"]

    assert [
        path for path in packages if "src" not in path.parts or path.parts.index("src") + 2 == len(path.parts)
    ] == []


def test_configuration_is_data(files: list[Path]) -> None:
    assert {path.suffix for path in files if path.parts[0] == "config"} <= {".toml", ".md", ".example", ".service"}


def test_files_are_short(root: Path, modules: list[Path]) -> None:
    lengths = {path: len(_text(root, path).splitlines()) for path in modules}
    too_long = {
        str(path): length
        for path, length in lengths.items()
        if length > (LINES_OF_TESTS if "tests" in path.parts else LINES)
    }

    assert too_long == {}


def test_functions_are_short(root: Path, modules: list[Path]) -> None:
    too_long = {
        f"{path}:{function.name}": length
        for path in modules
        for function in _functions(ast.parse(_text(root, path)))
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LINES_OF_FUNCTION
    }

    assert too_long == {}


def test_tests_are_plain_functions(root: Path, modules: list[Path]) -> None:
    classes = [
        f"{path}:{node.name}"
        for path in modules
        if path.name.startswith("test_")
        for node in ast.walk(ast.parse(_text(root, path)))
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test")
    ]

    assert classes == []


def test_exemptions_from_the_linters_give_a_reason(root: Path, modules: list[Path]) -> None:
    unexplained = [
        f"{path}:{number}: {line.strip()}"
        for path in modules
        for number, line in enumerate(_text(root, path).splitlines(), 1)
        if path != Path("tests/architecture/test_tree.py")
        and (BARE_EXEMPTION.search(line) or any(len(m["reason"].strip(" #–-")) < 5 for m in EXEMPTION.finditer(line)))
    ]

    assert unexplained == []


def test_nothing_banned_is_committed(root: Path, files: list[Path]) -> None:
    found = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path in files
        if path.suffix in TEXTS and path not in {Path("uv.lock"), Path("tests/architecture/test_tree.py")}
        for number, line in enumerate(_text(root, path).splitlines(), 1)
        if BANNED.search(line)
    ]

    assert found == []


@pytest.mark.parametrize("pattern", [UNSAFE, r"autoescape\s+false", r"\son\w+=[\"']", r"<style\b", r"\sstyle="])
def test_templates_leave_escaping_and_the_content_policy_alone(root: Path, files: list[Path], pattern: str) -> None:
    templates = [path for path in files if "templates" in path.parts and path.suffix == ".html"]
    # A mail has no style sheet beside it: what it looks like stands in its head.
    pages = [path for path in templates if "mail" not in path.parts] if "style" in pattern else templates

    assert [str(path) for path in pages if re.search(pattern, _text(root, path))] == []


def test_plugin_tests_use_only_the_public_api(root: Path, modules: list[Path]) -> None:
    allowed = re.compile(r"brobygger\.(plugin_api|testing)(\.|$)|brobygger_")
    private = [
        f"{path}: {module}"
        for path in modules
        if path.parts[0] == "plugins" and "tests" in path.parts
        for module in _imports(ast.parse(_text(root, path)))
        if module.startswith("brobygger") and not allowed.match(module)
    ]

    assert private == []


def _imports(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found
