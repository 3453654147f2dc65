"""Compiled templates, kept for the process: several sites in one process, as in tests, compile each but once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import BytecodeCache

if TYPE_CHECKING:
    from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """By the file's name; Jinja compiles anew when its content is another.

    Serves environments that compile alike: those that escape and those that do not each need their own.
    """

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._code.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


ESCAPED = CompiledTemplates()
PLAIN = CompiledTemplates()
