"""Texts of the interface: every one that the templates use is in every catalogue."""

import re
from importlib.resources import files
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from lxml import html
from starlette.testclient import TestClient

import commonlist.web
from commonlist.agreement.presets import PRESETS
from commonlist.web.rendering import NAVIGATION
from commonlist.web.texts import LANGUAGES, language

OTHERS = LANGUAGES[1:]
KEYWORDS = {"gettext": None, "ngettext": (1, 2)}


def used() -> set[Any]:
    """The messages of templates, navigation and rules; one with a plural as both forms."""
    folder = str(files(commonlist.web).joinpath("templates"))
    # "silent" would pass over a template that cannot be read
    found = extract_from_dir(
        folder, [("**.html", "jinja2")], {"**.html": {"silent": "false"}}, keywords=KEYWORDS
    )
    texts = {
        message if isinstance(message, str) else tuple(message[:2]) for _, _, message, *_ in found
    }
    titles = {preset.title for preset in PRESETS.values()}
    return texts | titles | {text for _, text, _ in NAVIGATION}


def catalogue(code: str) -> Catalog:
    """The catalogue of a language."""
    with files("commonlist.web").joinpath("messages", f"{code}.po").open("rb") as stream:
        return read_po(stream, code, abort_invalid=True)


def forms(said: Any) -> tuple[str, ...]:
    """The forms of a text, of which most have one."""
    return (said,) if isinstance(said, str) else tuple(said)


def placeholders(text: str) -> set[str]:
    """What is filled in."""
    return set(re.findall(r"%\((\w+)\)s", text))


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_is_translated_and_nothing_else_is(code: str) -> None:
    known = {m.id: m.string for m in catalogue(code) if m.id}
    texts = used()
    assert len(texts) > 100
    assert texts == set(known)
    empty = [
        key for key, said in known.items() if not (all(said) if isinstance(said, tuple) else said)
    ]
    assert not empty


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_fills_in_nothing_that_is_not_given(code: str) -> None:
    for message in catalogue(code):
        for text in forms(message.string) if message.id else ():
            assert placeholders(text) <= placeholders(forms(message.id)[0]), message.id


@pytest.mark.parametrize("code", OTHERS)
def test_whoever_reads_one_form_reads_the_number_where_it_counts(code: str) -> None:
    """Each plural has all forms of the language, and its last ones say the number."""
    wanted = catalogue(code).num_plurals
    for message in catalogue(code):
        if message.pluralizable:
            assert len(forms(message.string)) == wanted, message.id
            assert "%(count)s" in forms(message.string)[-1], message.id


def test_arabic_numbers_take_their_forms() -> None:
    arabic = language("ar")
    said = [arabic.ngettext("%(count)s row", "%(count)s rows", n) for n in (0, 1, 2, 3, 11, 100)]
    assert len(set(said)) == 6


_APART = {"bdi", "code", "time", "svg", "title", "option", "input"}
_BLOCKS = {
    "p",
    "td",
    "th",
    "li",
    "dd",
    "dt",
    "h1",
    "h2",
    "h3",
    "caption",
    "summary",
    "label",
    "div",
}
_ARABIC, _LATIN = re.compile("[\u0600-\u06ff]"), re.compile("[A-Za-z]")


def lines(element: Any) -> str:
    """The text of a block, what stands isolated in it as a sign without direction."""
    parts = [element.text or ""]
    for child in element:
        classes = set(child.get("class", "").split())
        apart = child.tag in _APART | _BLOCKS or child.get("dir") or classes & {"date", "figure"}
        parts += ["\ufffc" if apart else lines(child), child.tail or ""]
    return re.sub("\u2068[^\u2069]*\u2069", "\ufffc", "".join(parts))


@pytest.mark.parametrize("path", ["/", "/entity/", "/dispute/", "/difference?since=2014-01-01"])
def test_no_date_is_turned_around_by_arabic_letters_before_it(
    client: TestClient, path: str
) -> None:
    if path.count("/") > 1:
        row = client.get("/matrix.json?as_of=2015-12-18").json()["entities"][0]
        path += f"{row['id']}?as_of=2015-12-18"
    page = html.fromstring(client.get(path, headers={"accept-language": "ar"}).text)
    blocks = [lines(block) for block in page.iter(*_BLOCKS)]
    assert any(_ARABIC.search(text) for text in blocks)
    for text in blocks:
        for date in re.finditer(r"\d{4}-\d\d", text):
            strong = [c for c in text[: date.start()] if _ARABIC.match(c) or _LATIN.match(c)]
            assert not strong or _LATIN.match(strong[-1]), text


@pytest.mark.parametrize("rule", [".date", ".day", ".figure", "code"])
def test_what_stands_isolated_is_told_to_the_browser(rule: str) -> None:
    style = files(commonlist.web).joinpath("static", "style.css").read_text("utf-8")
    (found,) = re.findall(rf"^{re.escape(rule)} {{(.*)}}$", style, re.M)
    assert "unicode-bidi: isolate" in found


def test_parties_and_rules_have_their_names_in_arabic(client: TestClient) -> None:
    page = client.get("/?lang=ar&as_of=2015-12-18&rule=un-mandated").text
    assert "الأمم المتحدة" in page
    assert "محدد من مجلس الأمن" in page
    english = client.get("/?lang=en&as_of=2015-12-18&rule=un-mandated").text
    assert "United Nations" in english
    assert "Designated by the UN Security Council" in english


def test_a_language_is_kept_in_a_cookie(client: TestClient) -> None:
    page = client.get("/?lang=ar").text
    assert '<html lang="ar" dir="rtl">' in page
    assert '<html lang="ar" dir="rtl">' in client.get("/").text
    assert '<html lang="en" dir="ltr">' in client.get("/?lang=en").text


def test_a_language_that_there_is_not_is_not_kept(client: TestClient) -> None:
    answer = client.get("/?lang=xx")
    assert '<html lang="en"' in answer.text
    assert "language=" not in answer.headers.get("set-cookie", "")
