"""What a plugin's hookimpls may look like. pluggy checks names of arguments; these are the house's own rules."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from brobygger.plugins.errors import PluginFault
from brobygger.plugins.hookspecs import PROJECT, SYNC_HOOKS

if TYPE_CHECKING:
    from types import ModuleType

    import pluggy

_OPTIONS = {"wrapper": "a wrapper", "hookwrapper": "a wrapper", "tryfirst": "tryfirst", "trylast": "trylast"}


def check_hookimpls(manager: pluggy.PluginManager, module: ModuleType) -> None:
    """Raise PluginFault for the first hookimpl of *module* that breaks a rule."""
    for name, function in vars(module).items():
        options = getattr(function, f"{PROJECT}_impl", None)
        if isinstance(options, dict):
            hook = options.get("specname") or name
            _check_options(hook, options)
            if not hasattr(manager.hook, hook):
                if options.get("optionalhook"):
                    continue
                raise PluginFault(f"there is no hook called “{hook}”: see docs/hooks.md for those there are")
            _check_function(manager, hook, function)


def _check_options(hook: str, options: dict[str, object]) -> None:
    for option, text in _OPTIONS.items():
        if options.get(option):
            raise PluginFault(f"{hook} uses {text}: plugins are called one after the other, none around another")


def _check_function(manager: pluggy.PluginManager, hook: str, function: object) -> None:
    if not inspect.isfunction(function):
        raise PluginFault(f"{hook} must be a function")
    caller = getattr(manager.hook, hook)
    known = set(caller.spec.argnames) if caller.spec else set()
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is not parameter.POSITIONAL_OR_KEYWORD:
            raise PluginFault(f"{hook} has the parameter “{parameter}”: use plain ones, by name")
        if parameter.default is not parameter.empty:
            raise PluginFault(f"{hook} gives “{parameter.name}” a default: it would never be filled in")
        if known and parameter.name not in known:
            raise PluginFault(f"{hook} has no parameter “{parameter.name}”: it offers {', '.join(sorted(known))}")
    if hook in SYNC_HOOKS and inspect.iscoroutinefunction(function):
        raise PluginFault(f"{hook} is called while the site is built and cannot be “async def”")
