"""Calendar days as publishers print them, to the precision they state (ISO 8601 reduced forms).

No shift to UTC: a file generated ``2020-11-30T20:31-05:00`` is of 30 November.
"""

import re
from datetime import UTC, date, datetime, timedelta

import msgspec

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_ISO_STAMP = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]|[+-]\d{2}:\d{2}$|Z$)")
_DMY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_WORDS = re.compile(r"(?:(\d{1,2})[\s-]+)?([A-Za-z]{3,9})(?:\.\s*|[\s-]+)(\d{4})")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


def stamp(moment: datetime) -> str:
    """Return a moment as it is stored: ISO 8601 to the second, UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class PartialDate(msgspec.Struct, frozen=True, array_like=True, order=True):
    """A day, a month or a year of the Gregorian calendar.

    ``month`` and ``day`` are 0 where they are not stated. As an interval it is half-open:
    ``first()`` to ``end()``.
    """

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if self.day and not self.month:
            raise ValueError(f"a day without a month: {self.year}, day {self.day}")
        date(self.year, self.month or 1, self.day or 1)

    def __str__(self) -> str:
        """ISO 8601: ``2001``, ``2001-03`` or ``2001-03-29``."""
        if not self.month:
            return f"{self.year:04d}"
        if not self.day:
            return f"{self.year:04d}-{self.month:02d}"
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    def first(self) -> date:
        """Return the first day that the date may mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def end(self) -> date:
        """Return the day after the last one that the date may mean.

        The calendar's own last day, 9999-12-31, has none after it and is returned itself.
        """
        if self.year == date.max.year and self.month in (0, 12) and self.day in (0, 31):
            return date.max
        if self.day:
            return self.first() + timedelta(days=1)
        if self.month:
            return date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return date(self.year + 1, 1, 1)

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        """Return the date of a whole day."""
        return cls(day.year, day.month, day.day)


def parse_iso(text: str) -> PartialDate:
    """Read ``2001``, ``2001-03``, ``2001-03-29`` or a time stamp, whose day is taken as printed.

    An offset glued to a day (``2015-04-07-04:00``, the UN's) is dropped, not applied.

    Raises:
        ValueError: anything else, or a day that the calendar lacks.
    """
    text = text.strip()
    match = _ISO.fullmatch(text) or _ISO_STAMP.match(text)
    if match is None:
        raise ValueError(f"not an ISO date: {text!r}")
    year, month, day = (int(part or 0) for part in match.groups())
    if (match[2] and not month) or (match[3] and not day):
        raise ValueError(f"not an ISO date: {text!r}")
    return PartialDate(year, month, day)


def parse_dmy(text: str) -> PartialDate:
    """Read ``29/03/2001``, ``29.3.2001`` or ``29-03-2001``; ``00`` is a part not stated.

    Raises:
        ValueError: anything else, or a day that the calendar lacks.
    """
    match = _DMY.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a day/month/year date: {text!r}")
    day, month, year = (int(part) for part in match.groups())
    return PartialDate(year, month, day if month else 0)


def parse_words(text: str) -> PartialDate:
    """Read ``31 December 2012``, ``1 Jul. 2015``, ``29-Apr-2026``, ``Sept 2001`` (English months).

    Raises:
        ValueError: anything else, or a day that the calendar lacks.
    """
    match = _WORDS.fullmatch(text.strip())
    word = match[2].lower() if match else ""
    months = [number for number, name in enumerate(_MONTHS, 1) if name.startswith(word)]
    if match is None or len(months) != 1:
        raise ValueError(f"not a day, month name and year: {text!r}")
    return PartialDate(int(match[3]), months[0], int(match[1] or 0))
