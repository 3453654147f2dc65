"""What a plugin's hookimpls may look like. pluggy checks names of arguments; these are the house's own rules."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from brobygger.plugins.errors import PluginFault
from brobygger.plugins.hookspecs import PROJECT, SYNC_HOOKS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

    import pluggy

_OPTIONS = {"wrapper": "a wrapper", "hookwrapper": "a wrapper", "tryfirst": "tryfirst", "trylast": "trylast"}


def check_hookspecs(module: ModuleType, plugin: str) -> None:
    """Raise PluginFault where *module* has no hookspecs, or one whose name does not say that it is *plugin*'s."""
    names = [name for name, function in vars(module).items() if hasattr(function, f"{PROJECT}_spec")]
    if not names:
        raise PluginFault(f"{module.__name__} has no hookspecs: write @hookspec above them")
    for name in names:
        if not name.startswith(f"{plugin}_"):
            raise PluginFault(f"the hook “{name}” must begin with “{plugin}_”: all hooks share one namespace")


def check_hookimpls(manager: pluggy.PluginManager, module: ModuleType) -> None:
    """Raise PluginFault for the first hookimpl of *module* that breaks a rule."""
    for name, function in vars(module).items():
        options = getattr(function, f"{PROJECT}_impl", None)
        if isinstance(options, dict):
            _check_options(name, options)
            if not hasattr(manager.hook, name):
                if options.get("optionalhook"):
                    continue  # a hook of another plugin, which is not installed
                raise PluginFault(f"there is no hook called “{name}”: see docs/hooks.md for those there are")
            _check_function(manager, name, function)
        elif inspect.isfunction(function) and hasattr(manager.hook, name) and function.__module__ == module.__name__:
            raise PluginFault(f"{name} is never called: write @hookimpl above it, or call it something else")


def _check_options(name: str, options: dict[str, object]) -> None:
    for option, text in _OPTIONS.items():
        if options.get(option):
            raise PluginFault(f"{name} uses {text}: plugins are called one after the other, none around another")
    if options.get("specname"):
        raise PluginFault(f"{name} uses specname: call the function what the hook is called")


def _check_function(manager: pluggy.PluginManager, hook: str, function: object) -> None:
    if not inspect.isfunction(function):
        raise PluginFault(f"{hook} must be a function")
    spec = getattr(manager.hook, hook).spec
    _check_parameters(hook, spec.argnames, inspect.signature(function).parameters.values())
    if hook in SYNC_HOOKS and inspect.iscoroutinefunction(function):
        raise PluginFault(f"{hook} is called while the site is built and cannot be “async def”")
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise PluginFault(f"{hook} uses yield: return a list")


def _check_parameters(hook: str, known: Iterable[str], parameters: Iterable[inspect.Parameter]) -> None:
    for parameter in parameters:
        if parameter.kind is not parameter.POSITIONAL_OR_KEYWORD:
            raise PluginFault(f"{hook} has the parameter “{parameter}”: use plain ones, by name")
        if parameter.default is not parameter.empty:
            raise PluginFault(f"{hook} gives “{parameter.name}” a default: it would never be filled in")
        if parameter.name not in known:
            offers = ", ".join(known) or "none"
            raise PluginFault(f"{hook} has no parameter “{parameter.name}”; it offers {offers}")
