"""The narrow waist: entries as published, in one form. Nothing downstream knows a format."""

from commonlist.records.record import (
    Address,
    Birth,
    Confidence,
    DateKind,
    Designation,
    Identifier,
    Kind,
    Link,
    Name,
    Record,
    StatedDate,
)

__all__ = [
    "Address",
    "Birth",
    "Confidence",
    "DateKind",
    "Designation",
    "Identifier",
    "Kind",
    "Link",
    "Name",
    "Record",
    "StatedDate",
]
