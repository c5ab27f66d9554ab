"""What can go wrong, one class per way a caller can react.

::

    CommonlistError             a message for a person: what, where, what to do
    ├── InputError              the user's file, option or name is not usable: exit status 2
    │   ├── FormatError         a damaged or foreign file: nothing of it was taken
    │   ├── RuleError           a rule that cannot be read; knows the column
    │   └── UnknownNameError    no such source, party, entity, docket or preset
    ├── RecordError             one entry cannot be read: it is quarantined, the run goes on
    ├── HeldBackError           a list shrank more than it may: exit status 3
    ├── FetchError              the publisher's address did not deliver: exit status 4
    ├── WorkspaceError          the workspace cannot be opened or is in use: exit status 5
    ├── InstallationError       a part of the program is missing: exit status 6
    └── AccessError             somebody is not let in
"""


class CommonlistError(Exception):
    """Base of all our exceptions; ``str()`` is one line for a person."""

    exit_status = 1


class InputError(CommonlistError):
    """The user's file, option or name is not usable."""

    exit_status = 2


class FormatError(InputError):
    """A file is damaged or not in the format of its source; nothing of it was taken."""


class RuleError(InputError):
    """A rule cannot be read or makes no sense.

    ``column`` counts characters from 1 where the text is known, else it is 0.
    """

    def __init__(self, message: str, column: int = 0) -> None:
        super().__init__(f"column {column}: {message}" if column else message)
        self.column = column


class UnknownNameError(InputError):
    """No source, party, entity, docket or preset goes by that name."""


class RecordError(CommonlistError):
    """One entry of a list cannot be read; the caller quarantines it and goes on."""


class HeldBackError(CommonlistError):
    """A list lost more entries than its source says it may; nothing was taken."""

    exit_status = 3


class FetchError(CommonlistError):
    """A publisher's address did not deliver a usable file."""

    exit_status = 4


class WorkspaceError(CommonlistError):
    """The workspace cannot be opened, is damaged, or is in use by another writer."""

    exit_status = 5


class InstallationError(CommonlistError):
    """A part of the program is missing or cannot be loaded: install it anew."""

    exit_status = 6


class AccessError(CommonlistError):
    """Somebody is not let in; the line says why, and it is for him to read."""
