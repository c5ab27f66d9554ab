"""An error is written by its kind and place, never by its message."""

from commonlist.cli.logs import without_words


def failed(message: str) -> BaseException:
    try:
        raise ValueError(message)
    except ValueError as error:
        return error


def test_an_exception_loses_its_words() -> None:
    error = failed("no such customer: Jane Teal")
    for given in (error, (type(error), error, error.__traceback__)):
        written = dict(without_words(None, "error", {"event": "failed", "exc_info": given}))
        assert written["error"] == "ValueError"
        assert "test_logs.py" in written["at"][-1]
        assert "Jane" not in str(written)


def test_an_event_without_one_stays_as_it_is() -> None:
    assert without_words(None, "info", {"event": "x", "exc_info": None}) == {"event": "x"}
