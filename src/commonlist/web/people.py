"""Who asks, and whether he may."""

from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request

from commonlist.access import Principal, Right, Role

OPEN = Principal(name="local", role=Role.ADMINISTRATOR)
"""Who asks while nobody is set up: whoever can reach the loopback address."""


def asker(request: Request) -> Principal:
    """Return who asks."""
    found: Principal = request.state.principal
    return found


Asker = Annotated[Principal, Depends(asker)]
"""A route's parameter: who asks."""


def needs(right: Right) -> Any:
    """Return a route's dependency: it ends with 403 for whoever lacks a right."""

    def allowed(principal: Asker) -> None:
        if not principal.may(right):
            raise HTTPException(403, f"{principal.role.value} may not {right.value}")

    return Depends(allowed)
