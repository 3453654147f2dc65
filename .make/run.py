"""``make run``: install what is missing, then serve. The server makes the database and loads the demo data."""

from __future__ import annotations

import errno
import os
import socket

import install

HIGHEST_PORT = 65535
#: Those below need root.
LOWEST_FREE_PORT = 1024


def read_port() -> int:
    """Return the port that ``PORT`` names; stop with one line when it is none."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= HIGHEST_PORT):
        raise SystemExit(f"PORT must be a number from 1 to {HIGHEST_PORT}, not “{text}”.")
    return int(text)


def require_free(port: int) -> None:
    """Stop with one line when nobody can listen on *port* now, before minutes go into the installation."""
    with socket.socket() as probe:
        # As the server does: a port that was just left can be taken again.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            reason = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
            other = port + 1 if LOWEST_FREE_PORT <= port < HIGHEST_PORT else 8080
            raise SystemExit(f"Port {port} {reason}. Choose another one: make run PORT={other}") from None


def main() -> None:
    """Replace this process by the server, so that Ctrl-C reaches it."""
    port = read_port()
    require_free(port)
    install.require_writable(".tools", ".venv", "var")
    program = str(install.sync(dev=False) / "brobygger")
    os.chdir(install.ROOT)
    # Links in mails come from the configured origin, so that has to know the port.
    os.environ["BROBYGGER_SITE__PUBLIC_ORIGIN"] = f"http://127.0.0.1:{port}"
    os.execv(program, [program, "--config", "config/development.toml", "serve", "--port", str(port)])


if __name__ == "__main__":
    main()
