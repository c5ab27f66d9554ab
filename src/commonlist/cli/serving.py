"""The command that starts the server."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from commonlist.settings import Settings

Tell = Callable[[str], None]


def serve(folder: Path, host: str, port: int, settings: "Settings", tell: Tell) -> None:
    """Serve a workspace until it is stopped.

    Raises:
        InputError: nobody is set up, and the host is not this machine's own; see `check_host`.
    """
    import uvicorn

    from commonlist.pipeline.live import Live
    from commonlist.pipeline.people import check_host, set_up
    from commonlist.storage import Workspace
    from commonlist.web.app import application

    with Live(Workspace(folder, datetime.now(UTC), settings.database_url)) as live:
        check_host(live.workspace, host)
        if not set_up(live.workspace):
            tell("nobody is set up: whoever is on this machine may do all, and nobody else")
        tell(f"http://{host}:{port}/")
        uvicorn.run(application(live, settings), host=host, port=port, log_level="warning")
