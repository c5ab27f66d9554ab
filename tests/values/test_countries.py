"""Countries under the names that lists print."""

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from commonlist.values.countries import country_code


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("Iran", "Iran (Islamic Republic of)", "Iranian", "Иран", "İran", "Iranien"), "ir"),
        (("Syrian Arab Republic", "Syrian", "Suriye", "Сирия", "République arabe syrienne"), "sy"),
        (("Libyan Arab Jamahiriya", "Libyan", "Libya", "Libye", "Ливия"), "ly"),
        (("Democratic People's Republic of Korea", "DPRK", "North Korea", "RPDC"), "kp"),
        (("Democratic Republic of the Congo", "DRC", "Congo, Democratic Republic of the"), "cd"),
        (("Republic of the Congo", "Congo, Republic of the"), "cg"),
        (("Côte d’Ivoire", "Cote d'Ivoire", "Ivory Coast", "Ivorian"), "ci"),
        (("Türkiye", "Turkey", "TURKIYE", "Turkish"), "tr"),
        (("Russian Federation", "the Russian Federation", "Russian", "Россия", "Rusya"), "ru"),
        (("United Kingdom of Great Britain and Northern Ireland", "UK", "British"), "gb"),
        (("United Republic of Tanzania", "Tanzania, United Republic of", "Tanzanian"), "tz"),
        (("Bosnia and Herzegovina", "Bosnia & Herzegovina", "Bosnia-Herzegovina"), "ba"),
        (("Trinidad and Tobago", "TRINIDAD & TOBAGO"), "tt"),
        (("The Gambia", "Gambia, The", "Gambian"), "gm"),
        (("State of Palestine", "Palestinian", "Filistin", "Region: Gaza"), "ps"),
        (("Burma", "Burma / Birmanie", "Myanmar (Burma) / Myanmar (Birmanie)"), "mm"),
        (("PAKİSTAN", "Pakistani", "Pakistan"), "pk"),
        (("St. Lucia", "Saint Lucia", "St Lucia"), "lc"),
        (("AFG", "af", "Afghan", "Afganistan"), "af"),
        (("São Tomé & Príncipe", "Sao Tome and Principe"), "st"),
    ],
)
def test_names_official_names_and_adjectives_mean_their_country(
    names: tuple[str, ...], code: str
) -> None:
    assert {name: country_code(name) for name in names} == dict.fromkeys(names, code)


@pytest.mark.parametrize(
    "name", ["Kuwait (residence as at Mar 2009)", "Libya (in custody)", "Indonesian (as at 2003)"]
)
def test_a_remark_in_parentheses_is_passed_over(name: str) -> None:
    assert country_code(name) in ("kw", "ly", "id")


@pytest.mark.parametrize(
    "name",
    [
        "Bahrain (citizenship revoked in Jan. 2015)",
        "Kuwaiti citizenship withdrawn in 2002",
        "Congolese",
        "USSR (until 1991)",
        "former Yugoslavia",
        "Malian / Mauritanian",
        "Stateless",
        "EU",
        "-0-",
        "",
    ],
)
def test_what_names_no_single_present_country_has_no_code(name: str) -> None:
    assert country_code(name) == ""


@pytest.mark.parametrize("language", ["en", "fr", "ru", "tr", "ar"])
def test_every_name_of_the_cldr_is_known(language: str) -> None:
    for code, name in Locale(language).territories.items():
        if len(code) == 2 and code not in {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"}:
            assert country_code(name) == code.lower()


@given(st.text(max_size=40))
def test_any_text_gives_a_code_or_none(text: str) -> None:
    code = country_code(text)
    assert code == "" or (len(code) == 2 and code.islower())
