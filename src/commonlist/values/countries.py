"""Country names as lists print them, to ISO 3166 alpha-2 codes.

Names in the languages of the lists come from the Unicode CLDR (Babel); `_ALSO` holds what lists
print besides: official long names, spellings, historic names, and adjectives of nationality.
"""

import re
import unicodedata
from functools import cache, lru_cache

from commonlist.values.text import clean

_LANGUAGES = ("en", "fr", "ru", "tr", "ms", "ar", "es", "de", "he", "uk", "fa", "ky")
_NO_COUNTRY = frozenset({"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"})
_ALSO = {
    "ad": "andorran",
    "ae": "uae|emirati|united arab emirates (uae)|émirats arabes unis (eau)",
    "af": "afghani|aghanistan|afghan|afghane|transitional islamic state of afghanistan"
    "|islamic republic of afghanistan|islamic emirate of afghanistan|afgan",
    "al": "albanian|republic of albania",
    "am": "armenian|republic of armenia",
    "ao": "angolan",
    "ar": "argentinian|argentinean",
    "at": "austrian|autrichien",
    "au": "australian",
    "az": "azeri|azerbaijani|republic of azerbaijan|azerbaycanlı",
    "ba": "bosnian|bosnia|bosnia herzegovina",
    "bb": "barbadian",
    "bd": "bangladeshi|bengali|people's republic of bangladesh",
    "be": "belgian|belge|belçikalı",
    "bf": "burkinabe",
    "bg": "bulgarian",
    "bh": "bahraini|kingdom of bahrain",
    "bi": "burundian|burundi national",
    "bj": "beninese|dahomey",
    "bn": "bruneian",
    "bo": "bolivian|bolivia (plurinational state of)|plurinational state of bolivia",
    "br": "brazilian|federative republic of brazil",
    "bs": "bahamian|bahamas, the|commonwealth of the bahamas",
    "bw": "motswana",
    "by": "belarusian|belarussian|byelorussian|republic of belarus|belorussia",
    "bz": "belizean",
    "ca": "canadian|canadien",
    "cd": "congo (kinshasa)|congo (drc)|democratic republic of the congo"
    "|democratic republic of congo|drc|dr congo|zaire|congo, democratic republic of the"
    "|congo, democratic republic|congo (democratic republic)|congo, democratic republic of"
    "|congo, the democratic republic of the|rdc",
    "cf": "central african|car",
    "cg": "republic of the congo|congo, republic of the|republic of congo|congo (republic)"
    "|congo (brazzaville)",
    "ch": "swiss|swiss confederation",
    "ci": "ivory coast|ivorian|ivoirian|cote d ivoire|ivoirien",
    "cl": "chilean",
    "cm": "cameroonian",
    "cn": "chinese|people's republic of china|prc|china, people's republic of|chinois|çinli"
    "|mainland china",
    "co": "colombian",
    "cr": "costa rican",
    "cu": "cuban|cubain",
    "cv": "cape verdean",
    "cy": "cypriot|republic of cyprus",
    "cz": "czech|czech republic|tchèque",
    "de": "german|allemand|federal republic of germany|alman",
    "dj": "djiboutian|republic of djibouti",
    "dk": "danish|dane|danois",
    "dm": "commonwealth of dominica",
    "do": "dominican",
    "dz": "algerian|people's democratic republic of algeria|cezayirli",
    "ec": "ecuadorian|ecuadorean",
    "ee": "estonian",
    "eg": "egyptian|égyptien|arab republic of egypt|mısırlı",
    "er": "eritrean|érythréen",
    "es": "spanish|espagnol|kingdom of spain",
    "et": "ethiopian|éthiopien|federal democratic republic of ethiopia",
    "fi": "finnish|finlandais",
    "fm": "micronesia (federated states of)|federated states of micronesia",
    "fr": "french|français|fransız",
    "gb": "united kingdom of great britain|britanya|britanyalı"
    "|büyük britanya ve kuzey irlanda birleşik krallığı"
    "|kuzey irlanda ve büyük britanya birleşik krallığı"
    "|united kingdom of great britain and northern ireland|uk|british|great britain|england"
    "|scotland|wales|northern ireland|britannique|u.k|ingiliz|england, united kingdom",
    "ge": "georgian|republic of georgia|gürcü",
    "gh": "ghanaian",
    "gm": "gambian|gambia, the",
    "gn": "guinean|guinea conakry|republic of guinea",
    "gq": "equatorial guinean",
    "gr": "greek|hellenic republic|grec|yunan",
    "gt": "guatemalan",
    "gw": "bissau-guinean|guinea-bissauan",
    "gy": "guyanese",
    "hk": "hong kong|china, hong kong special administrative region|hong kong, china"
    "|hong kong special administrative region|hong kong sar|china (hong kong)|hong kong (china)"
    "|china (hong kong sar)|china, hong kong sar",
    "hn": "honduran",
    "hr": "croatian|croat|republic of croatia",
    "ht": "haitian|haïtien",
    "hu": "hungarian",
    "id": "indonesian|republic of indonesia|endonezyalı",
    "ie": "irish|republic of ireland",
    "il": "israeli|state of israel|israélien",
    "im": "man, isle of|isle of man, united kingdom|manx",
    "in": "indian|republic of india|hintli",
    "iq": "iraqi|iraq, republic of|republic of iraq|iraki|irakien|iraqien|iraklı",
    "ir": "iran (islamic republic of)|islamic republic of iran|iranian|iranien"
    "|iran, islamic republic of|i.r. iran|iranlı",
    "is": "icelandic",
    "it": "italian|italyan",
    "je": "jersey, channel islands",
    "jm": "jamaican",
    "jo": "jordanian|hashemite kingdom of jordan|ürdünlü",
    "jp": "japanese",
    "ke": "kenyan|kenyalı",
    "kg": "kyrgyz|kyrgyzstani|kyrgyz republic|kirghiz|kırgız|кыргызская республика"
    "|киргизская республика|кр",
    "kh": "cambodian",
    "km": "union of the comoros|comoran|comorian",
    "kn": "saint christopher and nevis",
    "kp": "korea (north)|dprk|democratic people's republic of korea|north korean|korea, north"
    "|rpdc|korea north|north korea (democratic people's republic of korea)"
    "|korea, democratic people's republic of|democratic people's republic of korea (dprk)"
    "|democratic peoples republic of korea",
    "kr": "korea (republic of)|republic of korea|korea, south|south korean|rok"
    "|korea, republic of|korea (south)",
    "kw": "kuwaiti|state of kuwait|koweïtien|kuveytli",
    "ky": "cayman",
    "kz": "kazakh|kazakhstani|khazakhstan|republic of kazakhstan|kazak",
    "la": "lao people's democratic republic|laotian",
    "lb": "lebanese|lebanese republic|libanais|lübnanlı",
    "lk": "sri lankan|ceylon|democratic socialist republic of sri lanka",
    "lr": "liberian|libérien",
    "ls": "basotho",
    "lt": "lithuanian|republic of lithuania",
    "lv": "latvian|republic of latvia",
    "ly": "libyan arab jamahirya|libyan arab jamahiriya|libyan"
    "|socialist people's libyan arab jamahiriya|state of libya|libyalı",
    "ma": "moroccan|marocain|kingdom of morocco|faslı",
    "mc": "monegasque",
    "md": "republic of moldovia|moldovan|republic of moldova|moldova, republic of",
    "me": "montenegrin",
    "mg": "malagasy",
    "mh": "marshallese|republic of the marshall islands",
    "mk": "macedonia, the former yugoslav republic of|macedonian"
    "|former yugoslav republic of macedonia|macedonia|fyrom|north macedonia, the republic of",
    "ml": "malian|malien|republic of mali",
    "mm": "burma|burmese|myanmarese|republic of the union of myanmar|myanma|burma/myanmar"
    "|myanmar/burma|birmanie",
    "mn": "mongolian",
    "mo": "macao|macau|macao special administrative region"
    "|china, macao special administrative region",
    "mr": "mauritanian|mauritanien|islamic republic of mauritania|moritanyalı",
    "mt": "maltese",
    "mu": "mauritian",
    "mv": "maldivian|republic of maldives",
    "mw": "malawian",
    "mx": "mexican|mexicain",
    "my": "malaysian|malaisien|malezyalı|warganegara malaysia",
    "mz": "mozambican",
    "na": "namibian",
    "ne": "nigerien",
    "ng": "nigerian|federal republic of nigeria|nijeryalı",
    "ni": "nicaraguan",
    "nl": "dutch|holland|néerlandais|kingdom of the netherlands|netherlands, the|hollandalı",
    "no": "norwegian|norvégien",
    "np": "nepalese|nepali",
    "nz": "new zealander",
    "om": "omani|sultanate of oman",
    "pa": "panamanian|republic of panama",
    "pe": "peruvian",
    "pg": "papua new guinean",
    "ph": "filipino|philippine|republic of the philippines|philippin|filipinli",
    "pk": "pakistani|islamic republic of pakistan|pakistanais|pakistanlı",
    "pl": "polish|pole|polonais",
    "ps": "filistin|occupied palestinian territories|palestinian|palestine|state of palestine"
    "|palestinian territory|gaza|gaza strip|west bank|palestinian authority"
    "|occupied palestinian territory|palestinien|palestinian territory, occupied|region: gaza"
    "|region: west bank|filistinli|territoire palestinien occupé",
    "pt": "portuguese",
    "py": "paraguayan",
    "qa": "qatarian|qatari|state of qatar|qatarien|katarlı",
    "ro": "romanian",
    "rs": "serbian|serb|republic of serbia",
    "ru": "rusya federasyonu|russian federation|russian|rf|russe|fédération de russie"
    "|российская федерация|рф|russia (russian federation)",
    "rw": "rwandan|rwandese|rwandais",
    "sa": "saudi arabian|saudi|kingdom of saudi arabia|ksa|saoudien|suudi|suudi arabistanlı"
    "|saudi arabia (ksa)",
    "sc": "seychellois",
    "sd": "sudanese|republic of the sudan|soudanais|sudanlı",
    "se": "swedish|swede|suédois|isveçli",
    "sg": "singaporean",
    "si": "slovenian|slovene",
    "sk": "slovak|slovak republic",
    "sl": "sierra leonean|sierra leonian|leonean",
    "sn": "senegalese|sénégalais",
    "so": "somalian|somalien|federal republic of somalia|somalili",
    "sr": "surinamese",
    "ss": "south sudanese",
    "sv": "salvadoran|salvadorean",
    "sy": "syrian arab republic|syrian|suriyeli|syrian arab republic (syria)"
    "|république arabe syrienne|сар|сирийская арабская республика|suriye arap cumhuriyeti",
    "sz": "swaziland|swazi",
    "td": "chadian|tchadien",
    "tg": "togolese",
    "th": "thai|kingdom of thailand",
    "tj": "tajik|tajikistani|republic of tajikistan|tacik|tadzhikistan",
    "tl": "east timor",
    "tm": "turkmen",
    "tn": "tunisian|tunisien|republic of tunisia|tunuslu",
    "tr": "türkiyish|turkey|turkish|turk|republic of turkey|turc|t.c|republic of türkiye|turki",
    "tt": "trinidadian|trinidad|citizen of trinidad and tobago|trinadad and tobago",
    "tw": "taiwanese|taiwan, province of china|taiwan (province of china)|chinese taipei"
    "|taiwan, china",
    "tz": "united republic of tanzania|tanzanian|tanzania, united republic of|tanzanyalı",
    "ua": "ukranian|ukrainian|ukrainien|ukraynalı",
    "ug": "ugandan|ougandais",
    "us": "united states of america|american|u.s.a|u.s|united states (usa)|américain"
    "|united states citizen|us citizen|amerikan",
    "uy": "uruguayan",
    "uz": "uzbek|uzbekistani|republic of uzbekistan|ouzbek|özbek",
    "va": "holy see",
    "vc": "saint vincent and the grenadines",
    "ve": "venezuelan|venezuela (bolivarian republic of)|bolivarian republic of venezuela"
    "|venezuela, bolivarian republic of",
    "vg": "virgin islands, british|virgin islands (british)|bvi",
    "vi": "us virgin islands|virgin islands, u.s",
    "vn": "vietnamese|socialist republic of vietnam",
    "xk": "kosovar|kosovan",
    "ye": "yemeni|republic of yemen|yéménite|yemenli",
    "za": "south african|republic of south africa",
    "zm": "zambian",
    "zw": "zimbabwean",
}


_LOST = re.compile(r"revoked|withdrawn|renounced|deprived|until|annul|stripped|not ", re.I)


@lru_cache(maxsize=1 << 14)
def country_code(name: str) -> str:
    """Return the code (lower case) of a country name or adjective, "" if it is not known.

    Codes of two and three letters are read as ISO 3166's. A remark in parentheses is passed over
    (``Kuwait (as at 2009)``) unless it says that the tie ended; two names with a slash count if
    they mean one country (``Russia / Russie``). States that no longer are (the Soviet Union),
    several countries in one text, and ``Congolese``, which fits two, have no code.
    """
    folded = _folded(name)
    return _codes().get(folded) or _inner(folded)


def _inner(folded: str) -> str:
    bare, _, remark = folded.partition(" (")
    if remark and not _LOST.search(remark):
        return _codes().get(bare, "")
    codes = {_codes().get(part.strip(), "") for part in folded.split(" / ")}
    return codes.pop() if len(codes) == 1 else ""


@cache
def _codes() -> dict[str, str]:
    from babel import Locale
    from babel.core import get_global

    codes = {
        alias.lower(): now[0].lower()
        for alias, now in get_global("territory_aliases").items()
        if len(alias) == 3 and alias.isalpha() and len(now) == 1
    }
    for language in reversed(_LANGUAGES):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY:
                codes[_folded(name)] = code.lower()
                codes.setdefault(code.lower(), code.lower())
    return codes | {
        _folded(name): code for code, names in _ALSO.items() for name in names.split("|")
    }


def _folded(name: str) -> str:
    """Return ``name`` without case, accents, hyphens and articles, its spellings made one."""
    letters = unicodedata.normalize("NFKD", clean(name))
    text = "".join(char for char in letters if not unicodedata.combining(char)).casefold()
    text = re.sub("[’‘`ʼ´]", "'", text).replace("&", "and").replace("-", " ").strip(" .,;")
    return re.sub(r"^(?:the|la|le|les|l') ", "", re.sub(r"\bst\.? ", "saint ", text))
