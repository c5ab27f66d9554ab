"""Names taken apart: what is dropped, what is parted, what tells entries apart."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.matching.names import CAPTION, WEAK, Class, Form, forms
from commonlist.matching.sounds import skeleton, sound
from commonlist.records import Name


def taken(text: str, *, personal: bool = False, alias: bool = False) -> list[Form]:
    return list(forms(Name(text=text, alias=alias), personal=personal))


def key(form: Form) -> tuple[str, ...]:
    weighty = [word for word in form.words if word.group is not Class.TITLE]
    return tuple(sorted(skeleton(sound(word.meaning or word.letters)) for word in weighty))


def keys(text: str, *, personal: bool = False) -> set[tuple[str, ...]]:
    return {key(form) for form in taken(text, personal=personal)}


def test_order_and_particles_do_not_matter() -> None:
    assert keys("AL-TESTI, Nadir bin Karim", personal=True) == keys(
        "Nadir Karim Testi", personal=True
    )


@pytest.mark.parametrize(
    "spellings",
    [
        ("Abdulrahman Testi", "Abd al-Rahman Testi", "Abdur Rahman Testi", "ABDEL RAHMAN Testi"),
        ("Abdullah Testi", "Abdallah Testi", "Abd Allah Testi", "ABDULLA TESTI", "Abdoulleh Testi"),
        ("Abdul Latif Testi", "Abdullatif Testi", "Abdellatif Testi"),
        ("Nadir Abdollahpour", "Nadir Abdullah Pour", "Nadir Abdollah-Poor"),
        ("Salahuddin Testi", "Salah al-Din Testi", "SALAHEDDINE Testi"),
        ("Rahmatullah Testi", "Rahmat Allah Testi", "Rahmat ullah Testi"),
        ("Abdulkarim Testi", "Abdi Karim Testi", "Abdikarim Testi", "Abdoukarim Testi"),
        ("Nuruddin Testi", "Nuritdin Testi", "Nur al-Din Testi"),
    ],
)
def test_compound_given_names_are_one_however_printed(spellings: tuple[str, ...]) -> None:
    assert len({each for text in spellings for each in keys(text, personal=True)}) == 1


@pytest.mark.parametrize(
    "text", ["Abdi Hasan Testi", "Cabdi Testi", "Abdoun Testi", "Abdiev Testi"]
)
def test_abdi_before_another_name_is_a_name(text: str) -> None:
    assert letters(text)[0] == text.split()[0].lower()


def test_abd_in_arabic_script_stays_without_vowels_before_a_name_of_god() -> None:
    (found,) = taken("جان عبد السلام", personal=True)
    assert [word.letters for word in found.words] == ["jan", "abd", "slam"]
    assert all(word.consonantal and not word.latin for word in found.words)


@pytest.mark.parametrize(
    ("text", "latin"), [("Bərəkət", True), ("Ɖeɖi", True), ("Береке", False), ("مؤسسة", False)]
)
def test_words_know_whether_they_are_in_latin_letters(text: str, latin: bool) -> None:
    assert {word.latin for word in taken(text)[0].words} == {latin}


@pytest.mark.parametrize(
    ("arabic", "latin"), [("القاعدة", "al-Qaida"), ("النصرة", "Nusrah"), ("الدنيا", "Dunya")]
)
def test_the_arabic_article_is_no_part_of_a_word(arabic: str, latin: str) -> None:
    (one,), (two,) = taken(arabic), taken(latin)
    assert [word.bones for word in one.words] == [word.bones for word in two.words]


def letters(text: str) -> list[str]:
    return [word.letters for word in taken(text, personal=True)[0].words]


def meet(one: str, two: str) -> bool:
    """Tell whether the words of two persons' names meet one by one."""
    (first, *_), (second, *_) = taken(one, personal=True), taken(two, personal=True)
    return len(first.words) == len(second.words) and all(
        (a.meaning and a.meaning == b.meaning) or a.bones == b.bones
        for a, b in zip(first.words, second.words, strict=True)
    )


@pytest.mark.parametrize(
    ("original", "latin"),
    [
        ("محمد علي تستي", "Mohammad Ali Testi"),
        ("طه محي الدين تستي", "Taha Muhyi-al-Din Testi"),
        ("نادر عبد الله", "Nadir Abdallah"),
        ("نادر عبدلله", "Nadir Abdullah"),
        ("عبیدالله تستی", "Obaidullah Testi"),
        ("عبيدالله تستي", "Obaidullah Testi"),
        ("غلامعلی تستی", "Gholam Ali Testi"),
        ("غلامعلی تستی", "Gholamali Testi"),
        ("احمدرضا تستی", "Ahmad-Reza Testi"),
        ("نادر أبوغيث", "Nadir Abo Ghaith"),
        ("ابوالفضل تستی", "Abolfazl Testi"),
        ("خدايرحيم تستي", "Khudai Rahim Testi"),
        ("نادر حسین زاده", "Nader Hosseinzadeh"),
        ("آخوند زاده", "AKHUNDZADA"),
        ("رضایی نادر", "Rezaei Nader"),
        ("الرضايي نادر", "Al-Ridai Nadir"),
        ("نادر فالح", "Nadir Faleh"),
        ("زهير نادر", "Zuhair Nadir"),
        ("نادر الأزهر", "Nadir Al-Azhar"),
        ("سرور نادر", "Sarwar Nadir"),
        ("نادر السعدي", "Nadir ESSAADI"),
        ("박영한", "PARK Young Han"),
        ("렴영", "RYOM Yong"),
        ("สมชาย", "Somchai"),
    ],
)
def test_a_name_in_its_own_script_meets_its_romanisation(original: str, latin: str) -> None:
    assert meet(original, latin)


def test_the_letters_of_persian_are_heard_as_in_persian() -> None:
    persian, arabic = (taken(text, personal=True)[0].words for text in ("ضیغم گل", "ضيغم"))
    assert persian[0].bones[0] == "z"
    assert arabic[0].bones[0] == "d"


def test_a_family_name_before_a_comma_comes_last() -> None:
    assert letters("TESTI, Nadir Karim") == ["nadir", "karim", "testi"]


@pytest.mark.parametrize("text", ["Nadir Testi, Jr", "Nadir Testi, Ph.D.", "Nadir Testi, II"])
def test_a_suffix_behind_a_comma_stays_last(text: str) -> None:
    assert letters(text)[:2] == ["nadir", "testi"]


def test_a_family_name_that_is_also_a_particle_stays() -> None:
    assert letters("Li Fangtest") == ["li", "fangtest"]
    assert letters("Min Aung Testi") == ["min", "aung", "testi"]
    assert letters("Nadir van der Testi") == ["nadir", "testi"]


@pytest.mark.parametrize("text", ["Angela Testi", "Daniella Testi", "Salman Testi"])
def test_a_name_that_only_looks_compound_is_one_word(text: str) -> None:
    assert len(letters(text)) == 2


@pytest.mark.parametrize("text", ["Abdullahi Testi", "Abdallahi Testi", "Abdullayev Testi"])
def test_a_name_made_of_abdullah_is_one_word(text: str) -> None:
    assert len(letters(text)) == 2


def test_a_title_does_not_hide_that_a_name_is_korean() -> None:
    assert letters("Gen. Jong Sun-il") == ["gen", "jong", "sun", "il"]


@pytest.mark.parametrize(
    ("family", "given"), [("Nikolaev", "Nikolai"), ("Mikhailov", "Mikhail"), ("منصوری", "منصور")]
)
def test_a_family_name_made_of_a_given_one_is_another_name(family: str, given: str) -> None:
    (one,), (two,) = (taken(f"Testi {text}", personal=True) for text in (family, given))
    assert one.words[1].meaning != two.words[1].meaning or not one.words[1].meaning


def test_a_korean_syllable_printed_as_a_number_is_read() -> None:
    assert keys("Nadir Testi II", personal=True) == keys("Nadir Testi", personal=True)
    assert keys("Kwang II HYON", personal=True) == keys("Kwang Il HYON", personal=True)


def test_two_capitals_are_initials_unless_they_are_a_surname() -> None:
    assert letters("SK Sharma") == ["s", "k", "sharma"]
    assert len(letters("Chol Chae KO")) == 3
    assert len(letters("Ri CH'UN-SO'NG")) == 3


def test_a_branch_in_brackets_belongs_to_the_name_and_is_called_by_its_place() -> None:
    (form,) = taken("Al-Zorba (Afghanistan Branch)")
    assert [word.letters for word in form.words] == ["zorba", "afghanistan"]
    assert keys("Al-Zorba: Kenya Branch") == keys("Al-Zorba (Kenya)")


@pytest.mark.parametrize("text", ["Nadir bln Testi", "Nadir inb Testi", "Nadir vaan Testi"])
def test_a_slip_of_a_particle_is_no_name(text: str) -> None:
    assert keys(text, personal=True) == keys("Nadir Testi", personal=True)


def test_what_may_be_a_syllable_of_a_name_is_no_slip_of_a_particle() -> None:
    assert keys("Nadir Lin Testi", personal=True) != keys("Nadir Testi", personal=True)


@pytest.mark.parametrize(
    "text", ["Herr Cheick Testi", "Haji Cheick Testi", "Cheick Testi MD", "Cheick Testi Jr"]
)
def test_of_several_titles_the_one_beside_the_name_is_part_of_it(text: str) -> None:
    assert keys(text, personal=True) == keys("Cheick Testi", personal=True)


@pytest.mark.parametrize("text", ["General Testi", "TESTI, Colonel", "Dr. Testi", "Mrs Testi"])
def test_a_rank_beside_one_name_is_no_name(text: str) -> None:
    assert keys(text, personal=True) == keys("Testi", personal=True)


@pytest.mark.parametrize("text", ["Pan Testi", "Gen Testi", "Don Testi", "Agha Testi"])
def test_what_people_are_named_too_is_no_mere_rank(text: str) -> None:
    assert keys(text, personal=True) != keys("Testi", personal=True)


@pytest.mark.parametrize(
    "text",
    [
        *("Ir. Nadir Karim Testi", "Dra. Nadir Karim Testi", "Lic. Nadir Karim Testi"),
        *("Arq. Nadir Karim Testi", "Bpk Nadir Karim Testi", "Sayın Nadir Karim Testi"),
        *("Gral. Nadir Karim Testi", "Rear Admiral Nadir Karim Testi", "Hj. Nadir Karim Testi"),
        *("Mallam Nadir Karim Testi", "Mzee Nadir Karim Testi", "Dato' Seri Nadir Karim Testi"),
        *("Hon'ble Nadir Karim Testi", "nadir karim testi, mp", "Nadir Karim Testi CEO"),
    ],
)
def test_a_title_is_no_name(text: str) -> None:
    assert keys(text, personal=True) == keys("Nadir Karim Testi", personal=True)


@pytest.mark.parametrize("word", ["Bay", "Bayan", "Kumari", "Pir", "Sri", "Kol", "Staff", "Cap"])
def test_what_people_are_named_too_is_no_title(word: str) -> None:
    assert keys(f"{word} Nadir Testi", personal=True) != keys("Nadir Testi", personal=True)


def test_no_title_is_found_in_a_name_written_together() -> None:
    assert keys("Alhamed Testi", personal=True) == keys("Al-Hamed Testi", personal=True)


@pytest.mark.parametrize("text", ["Sultan Nadir Testi", "Malik Nadir Testi", "Nadir Amir Testi"])
def test_a_given_name_that_was_a_title_is_a_name(text: str) -> None:
    assert keys(text, personal=True) != keys("Nadir Testi", personal=True)


@pytest.mark.parametrize("text", ["Nadir El-Hajj", "Nadir Al-Sheikh", "AL-HAJJ, Nadir"])
def test_a_title_with_its_article_behind_a_name_is_a_name(text: str) -> None:
    assert keys(text, personal=True) != keys("Nadir", personal=True)
    assert keys(f"Testov {text}", personal=True) != keys("Testov Nadir", personal=True)
    assert keys("Al-Hajj Nadir Testov", personal=True) == keys("Nadir Testov", personal=True)


@pytest.mark.parametrize(
    ("swedish", "english"),
    [
        ("Ajub Vachajevitj TESTAJEV", "Ayub Vakhayevich TESTAYEV"),
        ("Testislav Zjorbovitj SJTJELTESTOV", "Testislav Zhorbovich SHCHELTESTOV"),
    ],
)
def test_a_russian_name_may_be_spelt_as_in_swedish(swedish: str, english: str) -> None:
    assert letters(swedish) == letters(english)


@pytest.mark.parametrize(
    ("foreign", "english"),
    [
        ("Witalij Jurewitsch TESTKOW", "Vitaliy Yurevich TESTKOV"),
        ("MICHAJLO SCHTSCHERBATESTOW", "Mikhaylo Shcherbatestov"),
        ("Nadir Dschatesti", "Nadir Jatesti"),
        ("Siergiej Jurijewicz Szczerbatestow", "Siergiey Yuriyevich Shcherbatestov"),
        ("Juhim Vadimovič Testukov", "Yuhim Vadimovič Testukov"),
    ],
)
def test_a_name_may_be_spelt_as_in_german_polish_or_by_scholars(foreign: str, english: str) -> None:
    assert letters(foreign) == letters(english)


@pytest.mark.parametrize(
    "text",
    [
        *("Klaus Wojtestow", "Jan Teschner", "Wanda Jezowska", "Wolfgang Fritsch"),
        *("Wojciech Jan Testowicz", "Jovan Testovic", "TESTOVIC Jovan"),
    ],
)
def test_a_name_of_which_no_end_tells_the_language_is_read_as_it_is_spelt(text: str) -> None:
    assert letters(text) == text.lower().split()


def test_a_hookless_patronymic_sounds_like_one_with_hooks() -> None:
    (bare,), (hooked,) = (taken(t, personal=True) for t in ("Testadovic", "Testadovich"))
    assert bare.words[0].heard == hooked.words[0].heard


def test_a_name_with_shch_is_no_arabic_one() -> None:
    (form,) = taken("Gushchin", personal=True)
    assert form.words[0].meaning == ""


def test_two_titles_of_one_meaning_are_two_names() -> None:
    assert keys("Testi Agha", personal=True) != keys("Testi Pasha", personal=True)
    assert keys("Testi Agha", personal=True) == keys("Testi Aga", personal=True)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Hryhorovych", "Grigorievich"),
        ("Mikalajevitj", "Nikolayevich"),
        ("Uladzimiravich", "Vladimirovitch"),
        ("Serhiyivna", "Sergeevna"),
        ("Jauhenavich", "Evgenyevich"),
        ("Магомедович", "Mukhammadovich"),
    ],
)
def test_a_patronymic_tells_the_father_however_romanised(one: str, two: str) -> None:
    (first,), (second,) = taken(one, personal=True), taken(two, personal=True)
    assert first.words[0].meaning == second.words[0].meaning != ""


def test_a_daughter_is_no_son_and_a_patronymic_not_the_fathers_name() -> None:
    told = [
        taken(text, personal=True)[0].words[0].meaning
        for text in ("Petrovich", "Petrovna", "Pyotr", "Pavlovich")
    ]
    assert len({*told}) == len(told)


def test_a_patronymic_of_a_father_who_is_not_known_is_compared_as_it_is_spelt() -> None:
    assert taken("Testovich", personal=True)[0].words[0].meaning == ""


def test_what_is_so_called_is_called_so() -> None:
    assert keys("So-called Zorba People's Republic") == keys("Zorba People's Republic")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("INSTITUT IMENI M.M. TESTOVA", "testov"),
        ("Институт имени Тестова", "testov"),
        ("INSTITUT IM. A.M. ZORBOVSKOGO", "zorbovskiy"),
    ],
)
def test_whom_a_body_is_named_after_is_in_the_nominative(text: str, name: str) -> None:
    told = [word.letters for word in taken(text)[0].words if word.group is Class.ORDINARY]
    assert told == [name]


def test_what_is_no_particle_of_persons_names_is_a_name() -> None:
    assert letters("Muthanna al-Dari") == ["muthanna", "dari"]
    assert letters("Zhonghua Wan") == ["zhonghua", "wan"]
    assert letters("Du Zhonghua") == ["du", "zhonghua"]
    assert letters("Ludwig van der Testen") == ["ludwig", "testen"]


def test_legal_forms_do_not_matter() -> None:
    assert keys("Testcorp Co., Ltd.") == keys("OOO TESTCORP") == keys("Testcorp")
    assert keys("شركة تستكرب المحدودة المسؤولية") == keys("شركة تستكرب") == keys("تستكرب")
    assert keys("香港有限公司") == keys("香港")


@pytest.mark.parametrize(
    "text",
    [
        *("LIMITED ZORBA LIABILITY COMPANY", "STOCK JOINT ZORBA COMPANY", "Zorba Compeni"),
        *("ZORBALTDA", "OOOzorba", "ZORBA LTCL", "Zorbacompany Limited"),
        *("ZORBA LTEL", "ZORBA HMLTED", "JSCzorba", "ZORBApte Ltd"),
        *("Zorba Cie", "JOINT STOCK Cie ZORBA", "Zorba Cmpny Lmtd", "Zorba & Cie S.C.S."),
        *("ZORBA SP Z OO", "Zorba Sp. z o.o.", "Zorba spol. s r.o."),
        *("Zorba Ges.m.b.H.", "Zorba AB (publ)", "ZORBA P.S.C.", "Ste Zorba", "SS ZORBA"),
    ],
)
def test_a_legal_form_does_not_matter_in_any_order_misspelt_or_written_to_a_word(text: str) -> None:
    assert keys(text) == keys("Zorba")


@pytest.mark.parametrize(
    "text",
    [
        *("Публичное акционерное общество «Зорба»", "Открытое акционерное общество Зорба"),
        *("Zorba Anonim Sirketi", "Javno dioničko društvo Zorba", "Ανώνυμη εταιρεία Zorba"),
        *("FEDERALNOE GOSUDARSTVENNOE BYUDZHETNOE UCHREZHDENIE NAUKI ZORBA",),
        *("Foreign Limited Liability Company Zorba",),
        *("Замежнае таварыства з абмежаванай адказнасцю Зорба",),
        *("ZAMEZHNAYE TAVARYSTVA Z ABMEZHAVANAY ADKAZNASTSYU ZORBA",),
    ],
)
def test_a_legal_form_of_several_words_does_not_matter_in_any_language(text: str) -> None:
    assert keys(text) == keys("Zorba")


def test_a_word_that_is_like_a_legal_form_only_in_its_consonants_stays() -> None:
    assert next(word.letters for word in taken("Campana Testing")[0].words) == "campana"


def test_a_short_word_at_the_end_that_may_be_a_legal_form_weighs_little_beside_others() -> None:
    assert [word.group for word in taken("Zorbatest JS")[0].words][-1] is Class.SLIGHT
    assert next(word.group for word in taken("DzhSC Zorbatest")[0].words) is Class.SLIGHT
    for text in ("JS Bank", "OJSK Bank"):
        assert next(word.group for word in taken(text)[0].words) is Class.ORDINARY


@pytest.mark.parametrize(
    ("adjective", "place"),
    [("Омский", "Omsk"), ("Barnaulskiy", "Barnaul"), ("Kaluzhsky", "Kaluga"), ("Тульский", "Tula")],
)
def test_a_russian_adjective_of_a_place_means_the_place(adjective: str, place: str) -> None:
    (one,), (two,) = taken(f"{adjective} testing"), taken(f"{place} testing")
    assert one.words[0].meaning == two.words[0].meaning != ""


def test_generic_words_have_one_meaning_in_several_languages() -> None:
    assert keys("Jabhat al-Nusrah") == keys("Al-Nusra Front")
    assert keys("Братья-мусульмане") == keys("Muslim Brotherhood")


def test_an_acronym_in_brackets_is_a_weak_further_name() -> None:
    whole, acronym = taken("Testing Movement (TM)")
    assert whole.text == "Testing Movement (TM)"
    assert key(whole) == key(taken("Testing Movement")[0])
    assert (acronym.text, acronym.quality) == ("TM", WEAK)


def test_an_acronym_that_is_the_caption_is_no_weak_name() -> None:
    assert [form.quality for form in taken("HAMAS")] == [CAPTION]
    assert [form.quality for form in taken("HAMAS", alias=True)] == [WEAK]


def test_a_place_in_brackets_belongs_to_the_name() -> None:
    (form,) = taken("Fatah al-Islam (Lebanon)")
    assert Class.PLACE in {word.group for word in form.words}


def test_a_slash_parts_two_names_but_not_a_name_from_its_place() -> None:
    assert [form.text for form in taken("Al Testa / Islamic Army")] == [
        "Al Testa / Islamic Army",
        "Al Testa",
        "Islamic Army",
    ]
    assert len(taken("Testing Movement/Bangladesh")) == 1


def test_an_acronym_behind_a_slash_is_like_one_in_brackets() -> None:
    slashed, bracketed = taken("Testing Movement / TM"), taken("Testing Movement (TM)")
    assert [key(form) for form in slashed] == [key(form) for form in bracketed]
    assert [form.quality for form in slashed] == [CAPTION, WEAK]


def test_dotted_letters_are_one_word() -> None:
    assert keys("P.K.K.") == keys("PKK")


@given(st.text(), st.booleans())
def test_any_text_can_be_taken_apart(text: str, personal: bool) -> None:
    for form in taken(text, personal=personal):
        assert form.words


@given(st.text(), st.booleans())
def test_a_text_with_a_letter_or_a_digit_has_a_word(text: str, personal: bool) -> None:
    if any(char.isalnum() for char in text):
        assert any(form.words for form in taken(text, personal=personal))


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("Yu.V. Testov", ["y", "v", "testov"]),
        ("TESTOV ZH.", ["testov", "z"]),
        ("Shch. Testov", ["s", "testov"]),
        ("А. Б. Тестов", ["a", "b", "testov"]),
        ("Ш. Тестов", ["s", "testov"]),
        ("Ş. Testov", ["s", "testov"]),
        ("e. testov", ["e", "testov"]),
    ],
)
def test_an_initial_is_one_letter_in_any_alphabet(short: str, whole: list[str]) -> None:
    assert letters(short) == whole


def test_a_russian_surname_is_no_case_of_a_given_name() -> None:
    (surname,) = taken("Иванов", personal=True)
    (case,) = taken("Ивана Тестова", personal=True)
    assert (surname.words[0].meaning, case.words[0].meaning) == ("", "ivan")


def test_a_name_is_read_the_same_in_every_normal_form() -> None:
    for text in ("리병철", "ＴＥＳＴＩＮＧ Ｈｅｒｏｎ", "Çelik"):
        read = [letters(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC")]
        assert read[0] == read[1] == read[2]


@pytest.mark.parametrize("surnames", [("이상태", "Lee Sang-tae"), ("노무현", "Ro Moo-hyun")])
def test_a_korean_surname_is_one_in_north_and_south(surnames: tuple[str, str]) -> None:
    one, two = (taken(name, personal=True)[0].words[0] for name in surnames)
    assert one.heard == two.heard or one.meaning == two.meaning


@pytest.mark.parametrize(
    ("glued", "parted"),
    [
        ("Moon Kwanghwa", "Moon Kwang Hwa"),
        ("GIM KILCHOL", "Gim Kil Chol"),
        ("Sohn Chunsuk", "Son Chun Suk"),
    ],
)
def test_a_korean_given_name_may_be_written_as_one(glued: str, parted: str) -> None:
    assert keys(glued, personal=True) == keys(parted, personal=True)


@pytest.mark.parametrize(
    "text", ["Lee Susan", "Kim Robin", "Lee Hannah", "Song Jianguo", "Han Testino"]
)
def test_what_may_be_no_korean_given_name_is_left_whole(text: str) -> None:
    assert len(letters(text)) == 2


def test_one_russian_initial_is_that_of_h_and_of_g() -> None:
    (form,) = taken("Г. Тестов", personal=True)
    assert (form.words[0].letters, form.words[0].heard) == ("g", "h")


@pytest.mark.parametrize(
    ("name", "acronym"),
    [
        ("Petrotest of Venezuela, S.A.", "povsa"),
        ("Testo Energy Development Co.", "tedco"),
        ("China Testing Construction Corporation Limited", "ctcc"),
        ("Mashin Sazi Testak Ship Management Co.", "mstsm"),
    ],
)
def test_an_acronym_may_end_with_the_legal_form_and_has_each_word(name: str, acronym: str) -> None:
    assert acronym in {each for form in taken(name) for each in form.initials}


@pytest.mark.parametrize(
    ("compound", "parted"),
    [
        ("Nationale Befreiungsarmee", "National Liberation Army"),
        ("Volksbefreiungspartei Testland", "People's Liberation Party Testland"),
        ("Märtyrerbrigaden Testland", "Martyrs Brigades Testland"),
    ],
)
def test_what_german_writes_as_one_word_is_read_by_its_parts(compound: str, parted: str) -> None:
    assert keys(compound) == keys(parted)


@pytest.mark.parametrize("text", ["Commerzbank", "Testwagengesellschaft", "Bankgarten"])
def test_a_compound_of_which_a_part_is_not_known_is_one_word(text: str) -> None:
    (form,) = taken(text)
    assert len(form.words) == 1


def test_a_registration_mark_is_one_word() -> None:
    assert [word.letters for word in taken("EP-IBN")[0].words] == ["epibn"]
    assert [len(taken(text)[0].words) for text in ("AL-NUR", "AN-NUR")] == [1, 1]


def test_a_current_in_brackets_belongs_to_the_party() -> None:
    (one,), (two,) = taken("Testing Party (Marxist)"), taken("Testing Party (Maoist)")
    assert one.words[-1].meaning != two.words[-1].meaning


def test_what_a_ship_is_addressed_by_is_no_word_of_its_name() -> None:
    assert keys("M/V Heron") == keys("MV HERON") == keys("Heron")


def test_a_place_is_not_met_by_what_only_sounds_like_an_adjective_of_it() -> None:
    (form,) = taken("Testing Coresco")
    assert form.words[-1].meaning == ""
