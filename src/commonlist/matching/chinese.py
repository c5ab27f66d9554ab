"""Chinese names in Wade-Giles and in Hong Kong's romanisation, written in pinyin.

Wade-Giles is a fixed table; its sounds are those of the Library of Congress's conversion table. An
apostrophe marks breath (``ch'ien`` is qian, ``chien`` jian), but is mostly left out: then the
syllable is read as names have it most. Hong Kong's government romanises Cantonese by custom; of a
syllable that stands for several characters the one is taken that names have most.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice, product
from typing import NamedTuple

from commonlist.matching.words import syllable

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_APOSTROPHES = str.maketrans("’‘ʼʻʿʾ`′‛", "'" * 9)


def in_pinyin(text: str) -> tuple[str, ...]:
    """Return a person's name in pinyin, as it is printed: ``Xu Jianfeng`` for ``Hsu Chien-feng``.

    Of a name that is read in several ways about as often (``Wong`` is Wang and Huang) these are
    four at most; there is none if it is not surely romanised in one of the two ways: each word has
    to be a syllable of the one, the surname a surname, and some of it unlike pinyin, Korean or
    Vietnamese. A Western given name in front or behind is carried along.
    """
    printed = text.lower().translate(_APOSTROPHES)
    last, comma, first = printed.partition(",")
    found = _WORD.findall(f"{last} {first}")
    if not 1 < len(found) < 6:
        return ()
    for system in _SYSTEMS:
        for surname, given, others in _readings(found, printed, parted=bool(comma)):
            if any(word in system.given for word in others):
                continue
            if read := _read(system, surname, given, linked="-" in printed):
                return tuple(" ".join((*each, *others)).title() for each in read)
    return ()


class _System(NamedTuple):
    """A way to romanise Chinese.

    ``surnames`` and ``given`` are syllables to pinyin, of two readings with a slash between them;
    ``marked`` those of names in which breath is marked. ``told`` are syllables that tell by
    themselves that a name is romanised so, ``hints`` those that tell it beside others.
    """

    surnames: Mapping[str, str]
    given: Mapping[str, str]
    marked: Mapping[str, str]
    told: frozenset[str]
    hints: frozenset[str]


def _readings(
    found: Sequence[str], printed: str, *, parted: bool
) -> Iterator[tuple[Sequence[str], Sequence[str], Sequence[str]]]:
    """Yield what may be surname, given name and a Western one.

    The surname is in front, or behind a given name with a hyphen. ``parted``: there is a comma
    behind it.
    """
    size = len(found)
    for start, end in ((0, size), (1, size), (0, size - 1)):
        kept, others = found[start:end], (*found[:start], *found[end:])
        if not (3 if others else 2) <= len(kept) < 5 or (parted and start):
            continue
        yield kept[:2], kept[2:], others
        if len(kept) == 3 and not parted and "-".join(kept[:2]) in printed:
            yield kept[2:], kept[:2], others
        else:
            yield kept[:1], kept[1:], others


def _read(
    system: _System, surname: Sequence[str], given: Sequence[str], *, linked: bool
) -> Sequence[Sequence[str]]:
    """Return the ways to read a name, as surname and given name; none if it is not sure."""
    family = "".join(surname)
    if family not in system.surnames:
        return ()
    parts = [part for word in given for part in _parted(system, word)]
    if not 0 < len(parts) < 3:
        return ()
    whole = (family, *parts)
    if not _is_sure(system, whole, linked=linked, glued=len(parts) > len(given)):
        return ()
    marked = system.marked if any(map(_is_marked, whole)) else {}
    read = [marked.get(part) or system.given[part] for part in parts]
    read.insert(0, marked.get(family) or system.surnames[family])
    ways = product(*(each.split("/") for each in read))
    return [(first, "".join(rest)) for first, *rest in islice(ways, 4)]


def _parted(system: _System, word: str) -> Sequence[str]:
    """Part a given name that is run together, if there is one way: ``chienfeng``."""
    if word in system.given:
        return (word,)
    ways = [
        (word[:at], word[at:])
        for at in range(2, len(word) - 1)
        if word[:at] in system.given and word[at:] in system.given
    ]
    return ways[0] if len(ways) == 1 else _NO_NAME


_NO_NAME = ("", "", "")


def _is_sure(system: _System, whole: Sequence[str], *, linked: bool, glued: bool) -> bool:
    """Tell whether a name is romanised so.

    One syllable tells it, in a short name beside another; or two do of what hints at it, a hyphen
    and a mark of breath, if it is not Korean.
    """
    told = sum(part in system.told for part in whole)
    hints = sum(part in system.hints for part in whole)
    if told:
        return len(whole) > 2 or told + hints > 1
    if glued or (whole[0] in _KOREAN_TOO and all(syllable(_bare(part)) for part in whole)):
        return False
    marked = any(map(_is_marked, whole))
    hints = min(hints, 1 if system.marked else 2)  # Ho Tien Hung is Vietnamese
    return (hints > 0 or marked) and hints + linked + marked > 1


def _is_marked(letters: str) -> bool:
    return "'" in letters or "ü" in letters


def _bare(letters: str) -> str:
    return letters.replace("'", "").replace("ü", "u")


_KOREAN_TOO = frozenset([
    *("an", "chang", "chi", "chin", "cho", "choi", "chu", "chung", "ha", "han", "ho", "hon"),
    *("kam", "kan", "kang", "ko", "kong", "ku", "kung", "kwan", "kwon", "lee", "li", "lim", "lo"),
    *("ma", "man", "min", "mo", "mok", "no", "pan", "pang", "pi", "shin", "sin", "so", "song"),
    *("sung", "tak", "tan", "to", "u", "wang", "yang", "yi", "yim", "yu", "yun", "yung"),
])  # fmt: skip
"""Surnames that are Korean as well."""

# ---- Wade-Giles ----------------------------------------------------------------------------

_LIKE_G = "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo"
_LIKE_J = "i ia ian iang iao ie in ing iong iu ü üan üe ün"
_LIKE_Z = "a ai an ang ao e en eng i ong ou u uan ui un uo"
_PINYIN = {
    "": "a ai an ang ao e en er ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "f": "a an ang ei en eng o u",
    "d": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao ei en eng i ian iang iao ie in ing iu ong u uan uo ü",
    "l": "a ai an ang ao e ei eng i ian iang iao ie in ing iu ong ou u uan un uo ü",
    **dict.fromkeys("gkh", _LIKE_G),
    **dict.fromkeys("jqx", _LIKE_J),
    **dict.fromkeys("zcs", _LIKE_Z),
    **dict.fromkeys(("zh", "ch", "sh"), f"{_LIKE_G} i"),
    "r": "an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing ong ou ü üan üe ün",
    "w": "a an ang ei en eng o u",
}
"""The finals that stand behind each initial, with all umlauts; no name has ``wai``."""

_INITIALS = {
    "b": "p", "p": "p'", "d": "t", "t": "t'", "g": "k", "k": "k'", "j": "ch", "q": "ch'",
    "x": "hs", "zh": "ch", "ch": "ch'", "r": "j", "z": "ts", "c": "ts'",
}  # fmt: skip
_FINALS = {"ong": "ung", "iong": "iung", "ian": "ien", "ie": "ieh", "üe": "üeh"}
_WHOLE = {
    "zi": "tzu", "ci": "tz'u", "si": "ssu", "er": "erh", "e": "o", "yi": "i", "yan": "yen",
    "ye": "yeh", "you": "yu", "ge": "ko", "ke": "k'o", "he": "ho", "guo": "kuo", "kuo": "k'uo",
    "huo": "huo", "shuo": "shuo", "gui": "kuei", "kui": "k'uei",
}  # fmt: skip


def _spellings(first: str, last: str) -> Iterable[str]:
    """Return how Wade-Giles spells a syllable; ``teh`` is a common way to spell ``te``."""
    if whole := _WHOLE.get(first + last):
        return ("yi", whole) if whole == "i" else ("szu", whole) if whole == "ssu" else (whole,)
    if last == "i" and first in ("zh", "ch", "sh", "r"):
        last = "ih"
    spelt = _INITIALS.get(first, first) + _FINALS.get(last, "o" if last == "uo" else last)
    return (spelt, f"{spelt}h") if last == "e" else (spelt,)


@cache
def _wade_giles() -> dict[str, str]:
    """Return syllables as Wade-Giles spells them, with marks, to pinyin in ASCII."""
    return {
        spelt: (first + last).replace("ü", "u")
        for first, finals in _PINYIN.items()
        for last in finals.split()
        for spelt in _spellings(first, last)
    }


def _pairs(text: str) -> dict[str, str]:
    """Return a table of syllables to pinyin; one alone is the same in both."""
    return {key: value or key for key, _, value in (pair.partition(":") for pair in text.split())}


_IN_NAMES = _pairs("""
    chang:chang/zhang chao:chao/zhao cheng:cheng/zheng chi:qi/ji chiang:qiang/jiang chiao:qiao
    ching:qing/jing chiu:qiu chiung:qiong chuan:quan/chuan chui:cui chun:jun/chun kai
    kang:gang/kang ko:ke kun pan pei peng ping pu tai tang tao teng tieh:tie tien:tian ting
    tsai:cai tsan:can tsao:cao tsui:cui tsun:cun tu tui yu:yu/you
""")
"""Syllables without marks, of which the one with breath is the more frequent in given names, or
which may be one of more than two."""
_IN_SURNAMES = _pairs("""
    chang:zhang chao:zhao chen cheng:zheng/cheng chi:ji chia:jia chiang:jiang chiao:qiao
    chien:qian chin:jin/qin chou:zhou chu:zhu chuang:zhuang chung:zhong fan fang fei feng fu han
    hao ho:he hou hsi:xi hsia:xia hsiang:xiang hsiao:xiao hsieh:xie hsin:xin hsing:xing
    hsiung:xiong hsu:xu hsueh:xue hsun:xun hu hua huang hung:hong i:yi jao:rao jen:ren juan:ruan
    kan:gan kang kao:gao keng:geng ko:ke/ge ku:gu kuan:guan kung:kong kuo:guo lai lei li liang
    liao lien:lian lin ling liu lo:luo lou lu lung:long ma mao mei meng miao mu ni nieh:nie niu
    ouyang pai:bai pan pang pao:bao pei peng pi:bi pien:bian po:bo pu:bu shang shao shen sheng
    shih:shi shu ssuma:sima su sun sung:song tai:dai tan tang tao teng:deng tien:tian ting:ding
    tou:dou tsai:cai tsao:cao tsen:cen tseng:zeng tso:zuo tsou:zou tsui:cui tsung:zong tu:du
    tuan:duan tung:dong wan wang wei wen weng wu yang yao yeh:ye yen:yan yi yin ying yu yuan
    yueh:yue yung:yong
""")


def _wade() -> _System:
    marked = _wade_giles()
    given: dict[str, str] = {}
    for spelt in sorted(marked, key=_is_marked):  # without breath first
        given.setdefault(_bare(spelt), marked[spelt])
    given |= _IN_NAMES
    pinyin = frozenset(marked.values())
    return _System(
        {spelt: made for spelt, made in marked.items() if _bare(spelt) in _IN_SURNAMES}
        | _IN_SURNAMES,
        marked | given,
        marked,
        frozenset(part for part in {*given, *marked} if _TELLING.fullmatch(_bare(part))),
        frozenset(part for part in {*given, *marked} if _bare(part) not in pinyin) | {"kuo"},
    )


_TELLING = re.compile(
    "hs.+|t[sz](?!ang$).+|s[sz]u|.+[iu]eh|(?:ch|sh|j)ih|chiao|chiu|chia|[tj]eh|jui|kuei"
)
"""What no name in pinyin, Korean, Vietnamese or Burmese has."""

# ---- Cantonese -----------------------------------------------------------------------------

_HONG_KONG_SURNAMES = _pairs("""
    au:ou auyeung:ouyang chan:chen chau:zhou cheng:zheng cheuk:zhuo cheung:zhang chiu:zhao
    chow:zhou choi:cai choy:cai chu:zhu chui:xu chung:zhong fok:huo fong:fang fung:feng hau:hou
    ho:he hon:han hui:xu hung:hong ip:ye kam:gan kan:jian ko:gao kong:jiang kwan:guan kwok:guo
    kwong:kuang lai:li lam:lin lau:liu law:luo lee:li leung:liang li liu:liao lo:luo/lu lok:luo
    luk:lu lui:lu/lei lung:long ma mak:mai man:wen mok:mo mui:mei ng:wu ngai:wei ngan:yan
    pang:peng poon:pan pun:pan sham:cen shek:shi shum:shen sin:xian siu:xiao so:su suen:sun
    sung:song sze:shi szeto:situ szema:sima tin:tian tai:dai tam:tan tang:deng ting:ding to:du
    tong:tang tsang:zeng tse:xie tso:cao tsoi:cai tsui:xu/cui tung:dong wan:wen wong:wang/huang
    woo:hu wu:hu yam:ren yau:qiu yeung:yang yick:yi yim:yan yip:ye yiu:yao yu yue:yu yuen:yuan
    yung:rong
""")
_HONG_KONG = _pairs("""
    bik:bi bing bong:bang chak:ze chau:qiu chee:zhi cheong:chang cheuk:zhuo cheung:xiang chi:zhi
    chik:zhi ching:cheng/zheng chit:zhe chiu:chao choi:cai chor:chu chuen:quan chui:cui
    chun:zhen/jun chung:zhong/cong fai:hui fan:fen fat:fa fei fong:fang foo:fu fook:fu fu fuk:fu
    fun:huan fung:feng han:xian hang:heng hau:hou hei:xi hee:xi heung:xiang him:qian hin:xian
    hing:xing ho:hao hoi:hai hok:xue hon:han hong:kang hop:he hung:hong/xiong hwa:hua ka:jia
    kai:qi kam:jin kang:geng kar:jia kau:jiu kay:qi kee:ji kei:qi keung:qiang kim:jian kin:jian
    king:jing kit:jie kiu:qiao ko:gao kong:gang kuen:quan kui:ju kun:guan kwai:gui kwan:jun/kun
    kwok:guo kwong:guang kwun:guan lai:li lam:lin lan lap:li lau:liu lei:li leung:liang lik:li
    lim:lian ling lok:le long:lang luen:lian luk:lu lun lung:long man:wen mau:mao mei miu:miao
    ming mo:wu mou mui:mei mun:min nam:nan ngai:yi ngan:yan ngok:yue ngor:e ning oi:ai on:an
    pak:bai pan:bin pang:peng pik:bi ping:ping/bing piu:biao po:bao pok:bo pong:bang pui:pei
    sai:shi sam:san san:xin sang:sheng sau:xiu shan shek:shi sheung:shang shing:cheng shu shui
    shuk:shu shun sik:xi sin:shan sing:sheng sip:xie siu:xiao/shao so:su suen:xuan suet:xue
    sui:rui suk:shu sum:xin sun:xin sung:song sze:shi tai:da tak:de tat:da tik:di tim:tian
    tin:tian ting tit:tie to:tao tong:tang tsan:can tsang:zeng tsing:qing tso:zuo tsuen:quan
    tsun:jun tsung:cong tsz:zi tuen:duan tung:dong wa:hua wah:hua wai:wei wan:yun wang:hong
    wing:yong/rong wo:he woon:huan wu:hu yam:yin yan:ren yang yat:yi yau:you yee:yi yeuk:ruo
    yeung:yang yi yik:yi yim:yan yin:yan ying yip:ye yiu:yao yu yue:yu yuen:yuan yuet:yue yuk:yu
    yun:run yung:rong
""")
_OF_HONG_KONG = frozenset([
    *("auyeung", "cheung", "cheuk", "fok", "kwok", "kwong", "leung", "ng", "szeto", "tsoi"),
    *("tsang", "tse", "tsui", "yeung", "keung", "kwai", "kwun", "fai", "fuk", "fook", "fat"),
    *("siu", "shing", "shum", "sze", "tsz", "tsuen", "yuk", "yuet", "yeuk", "yiu", "heung"),
    *("sheung", "suet", "shuk", "pui", "piu", "ngok", "ngor", "kuen", "chuen", "wing", "kit"),
    *("wong", "wai", "chow", "lau", "poon", "yip", "mak", "wah", "szema", "luen", "woon", "chak"),
])  # fmt: skip
_LIKE_HONG_KONG = frozenset([
    *("chan", "chau", "chee", "chik", "chiu", "choi", "chui", "fung", "hau", "hin", "hing", "hoi"),
    *("hok", "hon", "ip", "ka", "kam", "kau", "kei", "kin", "king", "kwan", "lam", "law"),
    *("lok", "lui", "luk", "mok", "mui", "pak", "pik", "sau", "shek", "suen", "suk", "tak", "tam"),
    *("yau", "yick", "yim", "yuen"),
])  # fmt: skip

_SYSTEMS = (
    _System(_HONG_KONG_SURNAMES, _HONG_KONG, {}, _OF_HONG_KONG, _LIKE_HONG_KONG),
    _wade(),
)
MAY_BE_SURNAMES = frozenset(
    {_bare(word) for system in _SYSTEMS for word in system.surnames}
    | {"ou", "yang", "au", "yeung", "ssu", "ma", "sze", "to"}
)
"""Words of which one is first, second or last in each name that `in_pinyin` can read."""
