"""The command ``commonlist``: one call into the pipeline, then rendering."""

import gc
import sys


def main() -> None:
    """Run the command; a failure is one line on standard error and the error's exit status."""
    import click

    from commonlist.cli.commands import app
    from commonlist.errors import CommonlistError

    gc.set_threshold(200_000, 50, 50)  # a command makes many values and no cycles, then ends
    try:
        sys.exit(app(standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message())
        sys.exit(2)
    except click.ClickException as error:
        print(f"commonlist: {' '.join(error.format_message().split())}", file=sys.stderr)
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except CommonlistError as error:
        print(f"commonlist: {' '.join(str(error).split())}", file=sys.stderr)
        sys.exit(error.exit_status)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    except KeyboardInterrupt:
        print("commonlist: stopped; nothing half-done was kept", file=sys.stderr)
        sys.exit(130)
