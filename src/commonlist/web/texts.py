"""Texts of the interface: English in the templates, other languages from gettext catalogues."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec
from babel import Locale
from babel.messages.pofile import read_po
from fastapi import Request

LANGUAGES = ("en", "ar")
"""The languages that there are; the first is that of the templates."""
COOKIE = "language"
_FILLED = re.compile(r"%\(\w+\)s")
"""What is filled in. It stands isolated (Unicode's FSI and PDI): a date behind Arabic letters would
be turned around."""


class Language(msgspec.Struct, frozen=True):
    """A language: its code (ISO 639), the direction it is written in, its own name."""

    code: str
    direction: str
    name: str

    def gettext(self, text: str) -> str:
        """Return a text in the language, or as it is where nobody translated it."""
        return _catalogue(self.code).get(text, (text,))[0] or text

    def territory(self, code: str) -> str:
        """Return the name of a state or body (CLDR), "" in English: there names are our own."""
        if self.code == LANGUAGES[0]:
            return ""
        return str(Locale.parse(self.code).territories.get(code.upper(), ""))

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Return the form of a text that goes with a number."""
        forms = _catalogue(self.code).get(one)
        if not forms:
            return one if number == 1 else many
        return forms[_plural(self.code, number)] or (one if number == 1 else many)


@cache
def language(code: str) -> Language:
    """Return the language of a code."""
    locale = Locale.parse(code)
    return Language(code, locale.text_direction, locale.get_display_name(code) or code)


def language_of(request: Request) -> Language:
    """Return the language that a request asks for: ``?lang=``, a cookie, or the browser's."""
    wanted = [request.query_params.get("lang", ""), request.cookies.get(COOKIE, "")]
    header = request.headers.get("accept-language", "")[:200]
    wanted += [part.split(";")[0].strip()[:2].lower() for part in header.split(",")]
    return language(next((code for code in wanted if code in LANGUAGES), LANGUAGES[0]))


@cache
def _catalogue(code: str) -> Mapping[str, tuple[str, ...]]:
    if code == LANGUAGES[0]:
        return {}
    with files("commonlist.web").joinpath("messages", f"{code}.po").open("rb") as stream:
        messages = read_po(stream, code)
    found: dict[str, tuple[str, ...]] = {}
    for message in messages:
        if message.id and message.string:
            one = message.id if isinstance(message.id, str) else message.id[0]
            forms = (message.string,) if isinstance(message.string, str) else message.string
            found[one] = tuple(_FILLED.sub("\u2068\\g<0>\u2069", form) for form in forms)
    return found


@cache
def _plural(code: str, number: int) -> int:
    """Return which plural form a number takes, in the order of gettext catalogues (CLDR)."""
    order = ("zero", "one", "two", "few", "many", "other")
    rule = Locale.parse(code).plural_form
    forms = [tag for tag in order if tag in (*rule.tags, "other")]
    return forms.index(rule(number))
