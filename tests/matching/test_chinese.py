"""Chinese names in Wade-Giles and Hong Kong's romanisation meet those in pinyin; no others do."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.matching import Index, find, profile
from commonlist.matching.chinese import MAY_BE_SURNAMES, in_pinyin
from commonlist.matching.index import features
from commonlist.matching.model import FEATURES
from commonlist.matching.names import forms
from commonlist.matching.sounds import words_of
from commonlist.records import Kind, Name, Record


def record(key: str, *names: str) -> Record:
    return Record(
        source="test",
        entry=key,
        kind=Kind.PERSON,
        names=tuple(Name(text=text, alias=at > 0) for at, text in enumerate(names)),
    )


def score(asked: str, *listed: str) -> float:
    index = Index.build([profile(record("listed", *listed))])
    found = find(index, [profile(record("asked", asked))], 0.001, 1)[0]
    return found[0].score if found else 0.0


@pytest.mark.parametrize(
    ("wade_giles", "pinyin"),
    [
        ("Mao Tse-tung", "Mao Zedong"),
        ("Teng Hsiao-p'ing", "Deng Xiaoping"),
        ("Teng Hsiao-ping", "Deng Xiaoping"),
        ("P’eng Te-huai", "Peng Dehuai"),
        ("Chu Teh", "Zhu De"),
        ("HSU SHIH-YU", "Xu Shiyou"),
        ("Chao Tzu-yang", "Zhao Ziyang"),
        ("Chiang Ching-kuo", "Jiang Jingguo"),
        ("Hsi Chin-p'ing", "Xi Jinping"),
        ("Huang Chien-hua", "Huang Jianhua"),
        ("Ssu-ma Ch'ien", "Sima Qian"),
        ("Ou-yang Hsiu", "Ouyang Xiu"),
        ("Lin Hua-hsueh", "Lin Huaxue"),
        ("Chü Chih-hsüan", "Ju Zhixuan"),
    ],
)
def test_wade_giles_is_read(wade_giles: str, pinyin: str) -> None:
    assert pinyin in in_pinyin(wade_giles)


@pytest.mark.parametrize(
    ("cantonese", "pinyin"),
    [
        ("Wong Kwok Keung", "Wang Guoqiang"),
        ("Wong Kwok Keung", "Huang Guoqiang"),
        ("Chan Siu Ming", "Chen Xiaoming"),
        ("LO SHING-KWONG", "Luo Chengguang"),
        ("Yuen Kwok-Lai", "Yuan Guoli"),
        ("Ng Man Wah", "Wu Wenhua"),
        ("Lau Tak Wah", "Liu Dehua"),
        ("LEE, Ka Chiu", "Li Jiachao"),
        ("Au-yeung Kwok Fai", "Ouyang Guohui"),
        ("Chan Siuming", "Chen Xiaoming"),
        ("Peter Chan Kwok Wah", "Chen Guohua Peter"),
        ("CHAN Kwok Wah Peter", "Chen Guohua Peter"),
    ],
)
def test_cantonese_of_hong_kong_is_read(cantonese: str, pinyin: str) -> None:
    assert pinyin in in_pinyin(cantonese)


@pytest.mark.parametrize(
    "text", ["Hsu Chien-feng", "HSU, Chien-feng", "HSU, Chien Feng", "Chien-feng HSU"]
)
def test_the_surname_is_in_front_or_behind_a_given_name_with_a_hyphen(text: str) -> None:
    assert in_pinyin(text) == ("Xu Jianfeng",)


def test_marks_of_breath_tell_syllables_apart() -> None:
    assert in_pinyin("Liu Ch'ang-ch'ien") == ("Liu Changqian",)
    assert in_pinyin("Ts'ai Chang-chien") == ("Cai Zhangjian",)


@pytest.mark.parametrize(
    "text",
    [
        *("Xu Jianfeng", "Wang Guoqiang", "Deng Xiao Ping", "Li Na", "Xi'an Li", "Chen Shui-bian"),
        *("Kim Chong-il", "Pak Ch'un-ho", "Chung Sung-ho", "Ri Yong Ho", "Choi Man Ho", "Ko Kwang"),
        *("Nguyen Van Hung", "Ho Chi Minh", "Ho Tien Hung", "Lam Chi Hung", "Le Tien Dung"),
        *("Ma Yin Yin", "Aung Win Tun", "Maung Maung Lwin", "Su Su Lwin", "Ko Ko Aung"),
        *("Ali bin Hassan", "Wan Min Wan Mat", "Mohd Fatimah Lau", "Tan Ah Kow", "Lim Boon Keng"),
        *("Jude Law", "Kit Harington", "Law Kingman", "Lau Andersen", "Hung Tran", "To Lung"),
        *("TSAI SU, Lu-Chi", "Wong", "", "Chan, ", "Hsu Hsu Hsu Hsu Hsu Hsu", "Wong 123"),
    ],
)
def test_other_names_are_left_alone(text: str) -> None:
    assert in_pinyin(text) == ()


@given(
    st.text()
    | st.lists(st.sampled_from(["chan", "hsu", "ch'ien", "-", ",", " ", "wai", "ü"])).map("".join)
)
def test_any_text_is_taken(text: str) -> None:
    read = in_pinyin(text)
    assert len(read) < 5
    assert all(words_of(name) for name in read)


@pytest.mark.parametrize("text", ["Mao Tse-tung", "Ou-yang Hsiu", "T'ang Hsi", "Wong, Kwok Kit"])
def test_what_can_be_read_has_a_word_that_may_be_a_surname(text: str) -> None:
    assert in_pinyin(text)
    assert MAY_BE_SURNAMES.intersection(words_of(text))


def test_a_reading_is_a_further_form_of_the_name_that_is_printed() -> None:
    taken = list(forms(Name(text="Hsu Chien-feng"), personal=True))
    assert [form.text for form in taken] == ["Hsu Chien-feng"] * 2
    assert [[word.letters for word in form.words] for form in taken] == [
        ["hsu", "chien", "feng"],
        ["xu", "jianfeng"],
    ]
    assert len(list(forms(Name(text="Hsu Chien-feng"), personal=False))) == 1


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("Hsu Chien-feng", "Xu Jianfeng"),
        ("Hsu Chien-feng", "XU, Jianfeng"),
        ("Wei Xuegang", "WEI, Hsueh Kang"),
        ("wong kwok keung", "Huang Guoqiang"),
        ("Chen Guohua", "CHAN, Kwok-wah"),
    ],
)
def test_names_are_found_in_another_romanisation(asked: str, listed: str) -> None:
    assert score(asked, listed) > 0.9


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("Hsu Chien-feng", "Xu Wenfeng"),
        ("Hsu Chien-feng", "Sun Jianfeng"),
        ("Wong Kwok Keung", "Zhang Guoqiang"),
        ("Chan Kwok Wah", "Chen Weihua"),
        ("Wong Kwok Keung", "Wong Kwok Ming"),
        ("Leung Shing Ping", "Leung Ming Ping"),
        ("WEI, Hsueh Kang", "WEI, Hsueh Lung"),
    ],
)
def test_one_other_syllable_is_another_person(asked: str, listed: str) -> None:
    assert score(asked, listed) < 0.5


def test_a_reading_counts_for_no_further_name() -> None:
    one = Index.plain([profile(record("one", "CHAN SIU MING"))])
    two = Index.plain([profile(record("two", "Chan Siu-ming"))])
    _, (values,), (names,) = features(one, two, np.array([[0, 0]], np.int32))
    told = dict(zip(FEATURES, values.tolist(), strict=True))
    assert math.isnan(told["second"])
    assert math.isnan(told["met"])
    assert names.tolist() == [0, 0, -1, -1]


def test_a_name_met_by_its_reading_is_met() -> None:
    alias = "Blue Heron"
    printed = score("Chen Xiaoming", "Chen Xiaoming", alias)
    assert score("Chen Xiaoming", "Chan Siu Ming", alias) == pytest.approx(printed, abs=0.03)
