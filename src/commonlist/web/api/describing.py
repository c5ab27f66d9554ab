"""How our own API is described."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Described(BaseModel):
    """A shape of the API; what it does not name may be there all the same."""

    model_config = ConfigDict(extra="allow")


class Problem(BaseModel):
    """What was wrong, in a line."""

    detail: str = Field(examples=["there is no such job"])


_PROBLEMS = {
    400: "What was asked makes no sense",
    401: "Nobody has signed in",
    403: "The right is lacking",
    404: "There is none, or it is another's",
    429: "Asked too often",
    503: "Another writes for long; try again",
}


def answers(
    example: Any, model: Any, status: int = 200, text: str = "The answer"
) -> dict[int | str, dict[str, Any]]:
    """Return what a route says of its answers: one with an example, and problems."""
    problems: dict[int | str, dict[str, Any]] = {
        s: {"model": Problem, "description": told} for s, told in _PROBLEMS.items()
    }
    return {
        status: {
            "model": model,
            "description": text,
            "content": {"application/json": {"example": example}},
        },
        **problems,
    }
