"""What the commands of users and tokens ask for and print."""

import sys
from getpass import getpass

from commonlist.access import Role
from commonlist.errors import InputError


def asked_password() -> str:
    """Ask for a new password, twice; without a terminal the first line of standard input is it.

    Raises:
        InputError: the second one was another, or there is none.
    """
    if not sys.stdin.isatty():
        line = sys.stdin.readline().rstrip("\r\n")
        if not line:
            raise InputError("no password: write it as the first line of standard input")
        return line
    password = getpass("new password: ")
    if getpass("once more: ") != password:
        raise InputError("the password was not typed the same twice")
    return password


def role(text: str) -> Role:
    """Return a role by its word.

    Raises:
        InputError: it is none.
    """
    try:
        return Role(text)
    except ValueError:
        raise InputError(f"role: {text!r} is not one of {', '.join(Role)}") from None
