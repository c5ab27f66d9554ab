"""The command that starts the server."""

from datetime import UTC, datetime
from pathlib import Path


def serve(folder: Path, host: str, port: int) -> None:
    """Serve a workspace until it is stopped."""
    import uvicorn

    from commonlist.pipeline.live import Live
    from commonlist.storage import Workspace
    from commonlist.web.app import application

    with Live(Workspace(folder, datetime.now(UTC))) as live:
        uvicorn.run(application(live), host=host, port=port, log_level="warning")
