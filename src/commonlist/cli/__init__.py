"""The command ``commonlist``: one call into the pipeline, then rendering."""

import errno
import gc
import io
import os
import sys

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}
"""Why an output cannot be written on."""
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}
"""Why a file cannot be read or written by who runs the command."""


def main() -> None:
    """Run the command; a failure is one line on standard error and the error's exit status."""
    gc.set_threshold(200_000, 50, 50)  # a command makes many values and no cycles, then ends
    _stand_in()
    try:
        status = _ran()
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("commonlist: stopped; nothing half-done was kept", file=sys.stderr)
        status = 130
    except BrokenPipeError:
        _write_no_more()
        status = 141
    except OSError as error:
        if error.errno in _FULL:
            _write_no_more()
            print(f"commonlist: the output cannot be written: {error.strerror}", file=sys.stderr)
            status = 2
        elif error.errno in _REFUSED:
            named = error.filename or "a file"
            print(f"commonlist: {named}: {error.strerror}; ask its owner", file=sys.stderr)
            status = 5
        else:
            raise
    gc.freeze()  # at its end Python looks for cycles among all there is: a tenth of a second
    sys.exit(status)


def _stand_in() -> None:
    """Let there be all standard streams, where some are closed; what is written out is an error.

    What an output's encoding lacks is printed as "?"; JSON is bytes of UTF-8 and goes past it.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            access = os.O_WRONLY if name == "stderr" else os.O_RDONLY
            setattr(sys, name, os.fdopen(os.open(os.devnull, access), mode))
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _ran() -> int:
    """Run the command that was asked for; return its exit status.

    Not by click's own `main`: there a reader that went away is a fault, and Ctrl-C says nothing.
    """
    import click
    from typer.main import get_command

    from commonlist.cli.commands import app
    from commonlist.errors import CommonlistError

    command = get_command(app)
    try:
        with command.make_context("commonlist", sys.argv[1:]) as context:
            command.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message())
        return 2
    except click.ClickException as error:
        print(f"commonlist: {' '.join(error.format_message().split())}", file=sys.stderr)
        return error.exit_code
    except CommonlistError as error:
        print(f"commonlist: {' '.join(str(error).split())}", file=sys.stderr)
        return error.exit_status
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # so a console of rich ends a program
            return 141
        raise
    except (EOFError, click.Abort):  # where something was asked
        raise KeyboardInterrupt from None
    return 0


def _write_no_more() -> None:
    """Let what is still to be written go nowhere, or Python would try again at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
