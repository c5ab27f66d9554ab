"""Words of organisations: one meaning for each spelling, and names that meet in translation."""

import csv
from collections import Counter
from importlib import resources

import pytest

from commonlist.matching.names import forms
from commonlist.matching.words import from_tables, places, stored
from commonlist.records import Name

DATA = resources.files("commonlist.matching") / "data"
TABLE = DATA / "organizations.csv"


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def meanings(text: str) -> set[str]:
    (form, *_) = forms(Name(text=text), personal=False)
    return {word.meaning or word.letters for word in form.words}


def test_the_lexicons_that_are_kept_are_those_of_the_tables() -> None:
    """If not, a table has changed: ``python tools/lexicons.py``."""
    assert (DATA / "lexicons.json").read_bytes() == stored(from_tables())


@pytest.mark.parametrize("column", ["latin", "turkic", "romanised", "script"])
def test_each_spelling_belongs_to_one_concept(column: str) -> None:
    spellings = Counter(word for row in rows() for word in set(row[column].split()))
    assert [word for word, times in spellings.items() if times > 1] == []


def test_concepts_are_sorted_and_of_a_known_class() -> None:
    told = [(row["concept"], row["class"]) for row in rows()]
    assert told == sorted(set(told))
    assert {group for _, group in told} == {"generic", "slight", "telling"}
    concepts = [concept for concept, group in told if group != "slight"]
    assert concepts == sorted(set(concepts))  # a second row holds the slight words of one alone


@pytest.mark.parametrize(
    ("original", "translation"),
    [
        ("جبهة تحرير فلسطين", "Palestine Liberation Front"),
        ("حركة المقاومة الإسلامية", "Islamic Resistance Movement"),
        ("جماعة الإخوان المسلمين", "Muslim Brotherhood Group"),
        ("کتائب شهداء الأقصى", "Al-Aqsa Martyrs Brigades"),
        ("سازمان صنایع هوافضا", "Aerospace Industries Organization"),
        ("Исламская партия Туркестана", "Turkistan Islamic Party"),
        ("Возрождение исламского наследия", "Revival of Islamic Heritage"),
        ("Министерство обороны", "Ministry of Defence"),
        ("Devrimci Halk Kurtuluş Partisi", "Revolutionary People's Liberation Party"),
        ("Ejército de Liberación Nacional", "National Liberation Army"),
        ("Jund al-Khilafah", "Soldiers of the Caliphate"),
        ("조선무역은행", "Foreign Trade Bank of Korea"),
        ("جمعية إحياء التراث الإسلامي", "Jamiyat Ihya al-Turath al-Islami"),
        ("حزب الله", "Hezbollah"),
        ("حركة فتح الإسلام اللبنانية", "Lebanese Fatah al-Islam Movement"),
        ("الجهاد الاسلامي المصري", "Egyptian Islamic Jihad"),
        ("تنظيم غرب إفريقيا", "West Africa Organisation"),
        ("مجموعة النصر", "Victory Group"),
        ("شركة إلكترونيات", "Electronics Company"),
        ("Конструкторское бюро имени Тестова", "Testov Design Bureau"),
        ("Дальневосточный институт", "Far Eastern Institute"),
        ("Всероссийский институт", "All-Russian Institute"),
        ("Testova Denizcilik Sanayi ve Ticaret Limited Sirketi", "Testova Shipping"),
        ("Testova Shipping Industry and Trade Limited Company", "Testova Denizcilik"),
        ("Минский научно-исследовательский институт", "Minsk Research Institute"),
        ("Λαϊκό Μέτωπο για την Απελευθέρωση", "Popular Front for the Liberation"),
        ("∆ίκτυο", "Network"),
        ("国家基金会", "State Foundation"),
        ("Müslüman Birliği", "Muslim Union"),
        ("Ejército libanés", "Lebanese Army"),
        ("Вьетнамский банк", "Vietnamese Bank"),
        ("Институт точной механики", "Institute of Precision Mechanics"),
        ("Институт физики и химии полимеров", "Institute of Polymer Physics and Chemistry"),
        ("Федеральное государственное бюджетное учреждение Тестов", "Testov"),
        ("Testova Denizcilik", "Testova Shipping"),
        ("Grupul islamic armat", "Armed Islamic Group"),
        ("Grupp Ġellied Iżlamiku Libjan", "Libyan Islamic Fighting Group"),
        ("Islami Pärandi Taaselustamise Ühing", "Society of the Revival of Islamic Heritage"),
        ("Compania de dezvoltare Testov", "Testov Development Company"),
        ("Palestinos liaudies išlaisvinimo frontas", "Palestine People's Liberation Front"),
        ("Palesztin felszabadítási szervezet", "Palestine Liberation Organization"),
        ("Irański bank państwowy", "Iranian State Bank"),
        ("Movimento islamico dell'Uzbekistan", "Islamic Movement of Uzbekistan"),
        ("Μέτωπο απελευθέρωσης της Παλαιστίνης", "Palestine Liberation Front"),
        ("Освободителна армия на Тестово", "Testovo Liberation Army"),
        ("ISIS-Testova", "Islamic State in Testova"),
        ("Daesh", "ISIL"),
        ("IRGC Air Force", "Islamic Revolutionary Guard Corps Air Force"),
        ("Bank of DPR Korea", "Democratic People's Republic of Korea Bank"),
        ("Korea Testov Unhaeng", "Testov Bank of Korea"),
        ("State enterprise Testov", "Testov"),
        ("OAO VO Technopromtest", "Technopromtest"),
    ],
)
def test_translated_names_meet_word_by_word(original: str, translation: str) -> None:
    assert meanings(original) == meanings(translation)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("Testov Isl. Fndtn", "Testov Islamic Foundation"),
        ("Testov Natl Dev & Inv Co", "Testov National Development and Investment Company"),
        ("Testov Indl Eng Grp", "Testov Industrial Engineering Group"),
        ("Testov Const. & Bldg Svcs", "Testov Construction and Building Services"),
        ("Testov Imp. & Exp. Ent.", "Testov Import and Export Enterprise"),
        ("Govt Trdng Dpt Testov", "Government Trading Department Testov"),
        ("Testov Flight Test Ctr", "Testov Flight Test Center"),
        ("Testov Pharm. Distr. Hldngs", "Testov Pharmaceutical Distribution Holdings"),
        ("Testov Bros. Exch.", "Testov Brothers Exchange"),
        ("Hnos. Testov", "Hermanos Testov"),
        ("Gebr. Testov", "Gebrüder Testov"),
        ("Bco. Testov", "Banco Testov"),
        ("Testov Tekstil Ith. Ihr.", "Testov Tekstil Ithalat Ihracat"),
        ("NPK Testov", "Scientific Production Company Testov"),
        ("Testov Scientific Production Assn", "Testov Scientific Production Association"),
        ("Dev Sol", "Devrimci Sol"),
        ("Dev Genç", "Devrimci Gençlik"),
    ],
)
def test_a_short_word_means_what_it_is_short_for(short: str, full: str) -> None:
    assert meanings(short) == meanings(full)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Min Testov", "Ministry Testov"),
        ("Petr Testov", "Petroleum Testov"),
        ("Inter Testov", "International Testov"),
        ("Fed Testov", "Federation Testov"),
        ("Soc Testov", "Society Testov"),
        ("Res Testov", "Research Testov"),
        ("Trans Testov", "Transport Testov"),
        ("Dev Sol", "Development Sol"),
        ("Lic Testov", "Ing Testov"),
    ],
)
def test_what_is_as_often_something_else_is_not_short_for_a_word(one: str, other: str) -> None:
    assert meanings(one) != meanings(other)


def test_adjectives_of_places_are_looked_for_by_how_all_of_them_end() -> None:
    assert {stem[-2:] for stem in places().adjectives} == {"sk"}
    assert meanings("Барнаульский завод") & meanings("Barnaul")
