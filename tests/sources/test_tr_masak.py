"""Turkey's list: the text of a word-processed document, where labels and lines come as they may."""

import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.errors import FormatError
from commonlist.records import Kind, Name, Record
from commonlist.sources.reading import Fault, Heading, Input, Item
from commonlist.sources.tr_masak import read
from commonlist.values.dates import PartialDate

Make = Callable[..., Input]
TITLE = "EK 1: Malvarlıklarının Dondurulmasına Karar Verilen Kişi, Kuruluş veya Organizasyonlar \n"
PERSONS = "\t•\tDEAŞ ve EL-KAİDE İLE BAĞLANTILI GERÇEK KİŞİLER\n\n"
GROUPS = "\t•\tDEAŞ ve EL-KAİDE İLE BAĞLANTILI TÜZEL KİŞİ, KURULUŞ VEYA ORGANİZASYONLAR\n\n"
CONTROLLED = (
    "\t•\tDEAŞ ve EL-KAİDE İLE BAĞLANTILI KİŞİ, KURULUŞ VEYA ORGANİZASYONLARIN KONTROLÜNDE OLAN"
    " TÜZEL KİŞİLER\t\t \n\n"
)
TALIBAN_PERSONS = "\t•\tTALİBAN İLE BAĞLANTILI GERÇEK KİŞİLER\n\n"
TALIBAN_GROUPS = "\t•\tTALİBAN İLE BAĞLANTILI TÜZEL KİŞİ, KURULUŞ VEYA ORGANİZASYONLAR\n\n"
PERSON = (
    "\t•\tAdı Soyadı\t\t\t: 1: ÖRNEK 2: AL-BİRİ 3: - 4: -\u2028Adının Orjinal Dilde Yazımı\t\t:"
    "\u00a0عبد المثال\u2028Unvanı\t\t\t: \ta) Molla\nb)\u00a0Hacı\nGörevi\t\t\t: -\n"
    "Doğum Tarihi\t\t: \ta) 5 Şubat 1981\nb) 3 Aralık1979\nDoğum Yeri\t\t: Musul, Irak\n"
    "Kullandığı veya Bilinen Diğer Adları\t\t: \ta) Abu Misal\nb) Ornek Abi, doğum 1 Ocak 1972\n"
    "c) Ornek Abi Eski (daha önce listelenen isim)\nUyruğu\t\t: Irak\n"
    "Pasaport Numarası\t: Irak pasaport numarası X000000, düzenlenme tarihi 28 Şubat 2006\n"
    "Ulusal Kimlik Numarası\t: -\nAdres\t: -\n"
    "Diğer Bilgiler\t: El-Kaide (QE.A.4.01.) üyesidir. 1822 (2008) sayılı karar.\n\n"
)
GROUP = (
    "\t•\tAdı \t\t\t: ÖRNEK GROUP (ÖG)\u2028Kullandığı Diğer Adlar\t:\ta) First Name;\nb) Second\n"
    "Bilinen Eski Adı\t: Old Name\nAdres\t: \ta) Şube 1: i) Quetta, Pakistan; ii) Chaman\n"
    "b) Peşaver, Pakistan (önceki)\nDiğer Bilgiler\t: Bilgi.\n\n"
)
COMPANY = (
    "\t•\tCumhurbaşkanının 19.06.2021 tarih ve 31516 sayılı Resmi Gazete’de yayımlanan kararı ile"
    " “ÖRNEK (00000000000 TCKN’li ÖRNEK)” hakkında karar alınmış olup; bu şahsın ortaklığının"
    " bulunduğu 0000000000 VKN’li ÖRNEK KUYUMCULUK LİMİTED ŞTİ. hakkında da hükümler"
    " uygulanacaktır.\n\n"
)
WHOLE = (
    TITLE + PERSONS + PERSON + GROUPS + GROUP + CONTROLLED + COMPANY + TALIBAN_PERSONS
    + PERSON.replace("ÖRNEK", "BAŞKA") + TALIBAN_GROUPS + GROUP.replace("ÖRNEK", "DİĞER")
)  # fmt: skip


def items(source: Input) -> list[Item]:
    return list(read([source]))


def records(source: Input) -> list[Record]:
    return [item for item in items(source) if isinstance(item, Record)]


def person(as_input: Make, old: str = "", new: str = "") -> Record:
    """Read the person of the fragment with ``old`` changed to ``new``."""
    assert old in PERSON
    (made,) = records(as_input(PERSONS + (PERSON.replace(old, new) if old else PERSON)))
    return made


class TestSections:
    def test_say_kind_and_regime(self, as_input: Make) -> None:
        made = [
            (one.kind, act.programme, act.topic, act.by_regime)
            for one in records(as_input(WHOLE))
            for act in one.designations
        ]
        assert made == [
            (Kind.PERSON, "DEAŞ ve EL-KAİDE", "terrorism", False),
            (Kind.ORGANIZATION, "DEAŞ ve EL-KAİDE", "terrorism", False),
            (Kind.ORGANIZATION, "DEAŞ ve EL-KAİDE", "terrorism", False),
            (Kind.PERSON, "TALİBAN", "terrorism", True),
            (Kind.ORGANIZATION, "TALİBAN", "terrorism", True),
        ]

    def test_go_before_the_label_of_persons(self, as_input: Make) -> None:
        (made,) = records(as_input(GROUPS + GROUP.replace("Adı ", "Adı Soyadı ", 1)))
        assert made.kind is Kind.ORGANIZATION

    def test_of_another_regime_are_a_topic_of_their_own(self, as_input: Make) -> None:
        (made,) = records(as_input(PERSONS.replace("DEAŞ ve EL-KAİDE", "BAŞKA ÖRGÜT") + PERSON))
        assert made.designations[0].topic == "baska-orgut"
        assert made.designations[0].origin == ""

    def test_all_four_make_the_whole_list(self, as_input: Make) -> None:
        assert items(as_input(WHOLE))[-1] == Heading(scope="whole", language="tr")

    def test_of_organisations_alone_are_a_part(self, as_input: Make) -> None:
        found = items(as_input(GROUP + TALIBAN_GROUPS + GROUP.replace("ÖRNEK", "DİĞER")))
        assert found[-1] == Heading(scope="part", language="tr")
        assert [
            one.designations[0].programme for one in found if isinstance(one, Record)
        ] == ["DEAŞ ve EL-KAİDE", "TALİBAN"]  # fmt: skip

    @pytest.mark.parametrize("text", [PERSON, PERSON + TALIBAN_PERSONS + PERSON])
    def test_without_a_heading_are_refused(self, as_input: Make, text: str) -> None:
        with pytest.raises(FormatError, match="heading"):
            items(as_input(text))

    def test_of_the_un_transpose_its_list(self, as_input: Make) -> None:
        assert person(as_input).designations[0].origin == "transposes(un)"

    def test_may_hold_a_paragraph_that_names_a_company(self, as_input: Make) -> None:
        (made,) = records(as_input(CONTROLLED + COMPANY))
        assert made.caption == "ÖRNEK KUYUMCULUK LİMİTED ŞTİ."
        assert [(number.type, number.value) for number in made.identifiers] == [
            ("tax", "0000000000")
        ]
        assert "31516" in made.remarks
        assert made.designations[0].origin == ""

    def test_keep_any_other_paragraph_as_a_fault(self, as_input: Make) -> None:
        found = items(as_input(CONTROLLED + "\t•\tBaşka bir karar.\n" + PERSONS + PERSON))
        (fault,) = [item for item in found if isinstance(item, Fault)]
        assert "Başka bir karar." in fault.raw


class TestTheBeginningOfAnEntry:
    @pytest.mark.parametrize(
        "start",
        ["\t•\tAdı Soyadı\t:", "130. Adı Soyadı\t:", "255-  Adı Soyadı:", "Adı Soyadı \t:\u00a0",
         "\t•\t Adı Soyadı\t\n:", "\t•\tAdı Soyadı\n:\n"],
    )  # fmt: skip
    def test_is_a_bullet_a_number_or_nothing(self, as_input: Make, start: str) -> None:
        assert person(as_input, "\t•\tAdı Soyadı\t\t\t:", start).caption == "ÖRNEK AL-BİRİ"

    def test_is_no_bullet_before_an_alias(self, as_input: Make) -> None:
        made = person(as_input, "b) Ornek Abi, doğum", "\t•\tOrnek Beyi ç) Ornek Ci\nb) X, doğum")
        assert [name.text for name in made.names[2:5]] == ["Abu Misal", "Ornek Beyi", "Ornek Ci"]

    def test_numbers_entries_of_the_same_name(self, as_input: Make) -> None:
        made = records(as_input(PERSONS + PERSON + PERSON))
        assert [one.entry for one in made] == ["ornek-al-biri", "ornek-al-biri-2"]

    def test_without_a_name_takes_the_first_alias(self, as_input: Make) -> None:
        assert person(as_input, "1: ÖRNEK 2: AL-BİRİ 3: - 4: -", "").caption == "Abu Misal"


class TestLabels:
    def test_are_also_found_on_the_line_of_another_value(self, as_input: Make) -> None:
        made = person(as_input, "\nUyruğu\t\t:", " Uyruğu\t\t:")
        assert made.countries == ("iq",)

    def test_in_running_text_are_text(self, as_input: Make) -> None:
        made = person(as_input, "üyesidir.", "üyesidir. Doğum Yeri: Mısır, Adres: yok.")
        assert "Adres: yok." in made.remarks
        assert made.birth_places == ("Musul, Irak",)

    def test_may_have_the_colon_on_the_next_line(self, as_input: Make) -> None:
        assert person(as_input, "Doğum Yeri\t\t:", "Doğum Yeri\n:").birth_places == ("Musul, Irak",)

    @pytest.mark.parametrize("text", ["5 Ekim 1991", "Bahawalpur, Pakistan"])
    def test_of_birth_in_one_hold_a_date_or_a_place(self, as_input: Make, text: str) -> None:
        start, end = PERSON.index("Doğum Tarihi"), PERSON.index("Kullandığı")
        joined = f"Doğum Tarihi Doğum Yeri                    : {text}\n"
        made = person(as_input, PERSON[start:end], joined)
        assert bool(made.births) == text.startswith("5")
        assert bool(made.birth_places) == text.startswith("B")


class TestNames:
    def test_are_joined_from_numbered_parts(self, as_input: Make) -> None:
        made = person(as_input, "1: ÖRNEK 2: AL-BİRİ 3: - 4: -", "1: ÖRNEK 2:\n     AL 3: na 4 -")
        assert made.caption == "ÖRNEK AL"

    def test_in_the_original_script_are_captions_too(self, as_input: Make) -> None:
        assert person(as_input).names[1] == Name(text="عبد المثال")

    def test_said_to_be_in_the_original_script_but_not_are_kept_aside(self, as_input: Make) -> None:
        made = person(as_input, "عبد المثال", "u4*-j i-J*")
        assert made.details[0] == ("Adının Orijinal Dilde Yazımı", "u4*-j i-J*")

    def test_lose_no_remark_on_an_alias(self, as_input: Make) -> None:
        made = person(as_input)
        assert made.names[3] == Name(text="Ornek Abi", alias=True)
        assert made.names[4] == Name(text="Ornek Abi Eski", alias=True, former=True)
        assert ("Diğer Adları", "Ornek Abi, doğum 1 Ocak 1972") in made.details

    @pytest.mark.parametrize(
        ("item", "names"),
        [
            ("Bir Iki; Uc Dort", ["Bir Iki", "Uc Dort"]),
            ("أبو مثال, (Abu Misal; Abu Mesal)", ["أبو مثال", "Abu Misal", "Abu Mesal"]),
            ("Ornek (orjinal yazım: Пример)", ["Ornek", "Пример"]),
            ("Abu Bir, (Abu Iki, Abu Uc)", ["Abu Bir", "Abu Iki", "Abu Uc"]),
            ("Majeed, Ornek", ["Majeed, Ornek"]),
            ("Ornek Group (OG)", ["Ornek Group (OG)"]),
        ],
    )
    def test_several_in_one_item_are_told_apart(
        self, as_input: Make, item: str, names: list[str]
    ) -> None:
        made = person(as_input, "Abu Misal\n", f"{item}\n")
        assert [name.text for name in made.names[2 : 2 + len(names)]] == names

    def test_of_a_former_time_are_marked(self, as_input: Make) -> None:
        (made,) = records(as_input(GROUPS + GROUP))
        assert made.names[-1] == Name(text="Old Name", alias=True, former=True)


class TestOtherFields:
    @pytest.mark.parametrize(
        ("text", "year", "until", "circa"),
        [
            ("1961", 1961, None, False),
            ("Tahmini olarak 1965", 1965, None, True),
            ("1955-1957 Arası", 1955, 1957, False),
            ("1972 ve 1973 Arası", 1972, 1973, False),
            ("Tahmini olarak 1961-1963", 1961, 1963, True),
        ],
    )
    def test_births_are_days_years_or_ranges(
        self, as_input: Make, text: str, year: int, until: int | None, circa: bool
    ) -> None:
        (birth,) = person(as_input, "\ta) 5 Şubat 1981\nb) 3 Aralık1979", text).births
        assert birth.date == PartialDate(year)
        assert birth.until == (PartialDate(until) if until else None)
        assert birth.circa is circa

    def test_births_in_turkish_words_are_days(self, as_input: Make) -> None:
        assert [str(birth.date) for birth in person(as_input).births] == [
            "1981-02-05", "1979-12-03",
        ]  # fmt: skip

    def test_births_that_say_more_are_kept_as_printed(self, as_input: Make) -> None:
        made = person(as_input, "5 Şubat 1981", "24/06/1402 (Hicri Takvim)")
        assert ("Doğum Tarihi", "24/06/1402 (Hicri Takvim)") in made.details

    def test_numbers_are_taken_out_of_their_phrase(self, as_input: Make) -> None:
        (number,) = person(as_input).identifiers
        assert (number.type, number.value, number.country) == ("passport", "X000000", "iq")
        assert number.note.endswith("28 Şubat 2006")

    def test_addresses_are_split_at_their_letters_alone(self, as_input: Make) -> None:
        (made,) = records(as_input(GROUPS + GROUP))
        assert [(address.text, address.country) for address in made.addresses] == [
            ("Şube 1: i) Quetta, Pakistan; ii) Chaman", ""),
            ("Peşaver, Pakistan (önceki)", "pk"),
        ]

    def test_references_to_other_parties_are_not_its_own(self, as_input: Make) -> None:
        made = person(as_input)
        assert made.references == ("tr-masak:ornek-al-biri",)
        assert "QE.A.4.01." in made.remarks

    def test_the_day_of_the_uns_listing_is_not_the_day_of_this(self, as_input: Make) -> None:
        made = person(as_input, "Diğer Bilgiler", "Listelenme Tarihi\t: 23.11.2021\nDiğer Bilgiler")
        assert made.designations[0].listed_on is None
        assert ("Listelenme Tarihi", "23.11.2021") in made.details


class TestDamage:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            TITLE.encode(),
            b"<html><body>404</body></html>",
            WHOLE.encode("utf-16"),
            WHOLE.encode("cp1254", "replace"),
            WHOLE.encode().replace(b"Musul", b"Mu\x00sul"),
        ],
    )
    def test_of_the_file_is_refused(self, as_input: Make, content: bytes) -> None:
        with pytest.raises(FormatError):
            items(as_input(content))

    def test_that_cuts_the_document_leaves_a_part(self, as_input: Make) -> None:
        cut = WHOLE[: WHOLE.index(TALIBAN_GROUPS)]
        assert items(as_input(cut))[-1] == Heading(scope="part", language="tr")

    @given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: PERSONS + text))
    def test_gives_no_other_exception(self, content: bytes | str) -> None:
        _survives(content)

    @given(
        st.integers(0, len(WHOLE)),
        st.integers(0, len(WHOLE)),
        st.text(max_size=8) | st.sampled_from([PERSON, GROUPS, "Adı:", "1:", "a)", "Adres\t:"]),
    )
    def test_by_mutation_gives_no_other_exception(self, start: int, end: int, text: str) -> None:
        _survives(WHOLE[:start] + text + WHOLE[end:])


def _survives(content: bytes | str) -> None:
    data = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    try:
        found = items(Input("fuzz", lambda: io.BytesIO(data)))
    except FormatError:
        return
    assert sum(isinstance(item, Heading) for item in found) == 1


@pytest.mark.shared
class TestThePublishedFiles:
    def test_of_persons_and_organisations_is_read_whole(
        self, shared: Path, file_input: Callable[[Path], Input]
    ) -> None:
        found = items(file_input(shared / "lists/tr/fcib_persons_orgs_2024-09.txt"))
        made = [item for item in found if isinstance(item, Record)]
        counts = Counter((one.kind, one.designations[0].programme) for one in made)
        assert counts == {
            (Kind.PERSON, "DEAŞ ve EL-KAİDE"): 258,
            (Kind.PERSON, "TALİBAN"): 136,
            # 92 organisations, not 86: four begin with a number and ``Adı``, others with ``Adı``
            # and the colon on the next line; one stands twice. And the company of a paragraph.
            (Kind.ORGANIZATION, "DEAŞ ve EL-KAİDE"): 88,
            (Kind.ORGANIZATION, "TALİBAN"): 5,
        }
        assert found[len(made) :] == [Heading(scope="whole", language="tr")]

    def test_of_organisations_alone_holds_those_again(
        self, shared: Path, file_input: Callable[[Path], Input]
    ) -> None:
        both = records(file_input(shared / "lists/tr/fcib_persons_orgs_2024-09.txt"))
        found = items(file_input(shared / "lists/tr/fcib_orgs_2024-09.txt"))
        made = {item.entry for item in found if isinstance(item, Record)}
        missing = {one.entry for one in both if one.kind is Kind.ORGANIZATION} - made
        assert len(made) == 93
        assert [entry.split("-")[0] for entry in missing] == ["alhobo"]
        # it stands among the persons of the other file
        assert made - {one.entry for one in both if one.kind is Kind.ORGANIZATION} == {
            "khatiba-al-tawhid-wal-jihad-ktj"
        }
        assert found[-1] == Heading(scope="part", language="tr")
