"""Words that many names share, as data: what they weigh little for, and what they mean the same as.

Each line gives one meaning and its spellings in the languages of the lists, so that
``Harakat``, ``Movement`` and ``Движение`` are one word. Spellings are compared by sound
(`commonlist.matching.sounds`), so that variants of vowels and doubled letters need no entry.
"""

from collections.abc import Mapping
from functools import cache

from commonlist.matching.sounds import skeleton, sound

_PARTICLES = """
    al el ul ol il as ash at ad ar az an ud us un ur uz ed es et la le les los las lo
    bin ben ibn bint binti wuld ould uld o uulu kyzy ogly oglu kizi
    de da di do du del della des dos den der van von zu y e i u und and the of for in on to by fi
    wal wel bil ve ili ot dlia na v iz min ala bi li wa va or und ke ki dar
    """
"""Articles, prepositions and words of descent: their spelling and presence vary freely."""

_TITLES = """
    mr mrs ms dr prof professor sheikh shaykh shaikh cheikh sheik seyh sheykh haji hajji hadji hajj
    mullah mulla molla mawlawi maulavi maulawi mawlavi moulavi molvi maulana mawlana mufti qari
    hafiz
    general gen colonel col major maj captain capt lieutenant brigadier commander imam sayyid sayyed
    seyed seyyed syed sayed sayid sir engineer eng ustad ustadz ayatollah emir amir alhaj admiral
    deceased jr
    """
"""Titles that stand inside personal names."""

_LEGAL_FORMS = """
    llc ltd limited ltda co company companies inc incorporated corp corporation gmbh ag kg sa sas sl
    srl spa bv nv plc pjsc jsc ojsc cjsc oao ooo zao pao ao pte pvt private sdn bhd fzc fze fzco fz
    dmcc llp lp est establishment sal sarl snc eurl eirl doo ad ood eood oy ab aps tic sti san
    tas cv
    rl de branch filial joint stock kompaniia obshchestvo ev evv liability responsibility public
    sirketi sherkat sherkate
    offshore off shore otkrytoe otkrytoye zakrytoe zakrytoye aktsionernoe aktsionernoye
    publichnoe publichnoye
    obshchestvo ogranichennoi ogranichennoy otvetstvennostyu otvetstvennostiu s
    """

_ORGANISATION_WORDS = """
    group groups jamaat jamaa jamaah jamiat jama jemaah gruppa groupe grupo gamaa djamaat gruppe
    organisation organization organizatsiia tanzim tandhim organizacion orgutu orgut
    movement harakat haraka harakah harkat hareketi hareket dvizhenie mouvement movimiento harakatul
    front jabhat jabha jabhah jebhat cephesi cephe djabhat frente jibha
    party hizb partiia partisi parti partido partia hezb
    army jaysh jaish jeish jaich jais armiia armee ejercito ordusu lashkar cheysh armed
    brigade brigades kataib kataeb katiba katibat kataaib liwa liva brigada brigady tugay
    brigade battalion battalions katibah brigad
    union ittihad soiuz birligi ittihadul itihad united ittehad
    foundation muassasat moassasat vakfi fond fonds fundacion stichting stiftung fondation muasasa
    foundation bonyad
    society association jamiyat jamiya dernegi associazione association dzhamiat jamiyyat
    committee lajnat lajna lajnah komitet
    council majlis shura sovet conseil shoura
    state dawlat dawla dawlah gosudarstvo devleti etat daulat
    islamic islami islamiia islamskoe islamskaia islamskii islamiyya islamique islamiya islamist
    islamic isliami
    islam
    jihad jehad dzhihad cihad cihat djihad
    fighters mujahidin mujahideen mujahedeen mudzhakhedin moudjahidine mujahidun mujahedin
    fighters mujahedine mujaheddin
    supporters ansar partisans ansaru ansarul
    martyrs shuhada martyr shahid
    muslim muslims muslimin musulmane muslimun
    people peoples popular shaab narodnyi halk shabi
    liberation tahrir osvobozhdenie kurtulus kurtulusu liberacion
    revolutionary revolution thawra devrimci revolucionarias revolutionnaire
    forces force quwat sily guclerieri
    salafist salafi salafia salafiya
    national watani natsionalnyi milli nacional
    international worldwide global world beinelmelali
    network shabaka set reseau
    centre center merkezi markaz tsentr centro centrum
    institute institut moaseseh moasseseh
    charity charitable khayriyya khayriya khairia
    relief aid ighatha rescue
    humanitarian welfare
    trust endowment waqf
    command kommando
    military wing askari
    security amn
    defence defense difa
    caliphate khilafat khalifah
    soldiers jund junud dzhund cund
    youth shabab shabaab
    jerusalem quds kudus qods
    trading trade tejarat tijara bazargani commercial commerce
    general umumi
    shipping maritime marine navigation kashtirani
    lines line
    industries industry industrial sanaye sanat sanati
    development tosee tosea
    holding holdings
    enterprise enterprises
    investment investments
    bank bankasi banque banco
    exchange sarafi sarrafi currency hawala
    export import
    services service khadamat
    management
    engineering muhandisi mohandesi
    technology technologies technical
    construction
    transport transportation cargo
    airlines air aviation airways
    oil petroleum naft neft
    gas
    petrochemical
    energy
    factory plant works zavod
    university daneshgah
    ministry
    department directorate
    bureau office
    research studies
    agency firm
    money remittance financial finance
    electronics electronic
    machinery equipment
    food
    school
    new
    great
    """

_TRANSLATIONS = """
    brotherhood brothers ikhwan bratia kardesler
    """
"""Telling words of organisations that lists print in several languages."""

_COMMON_GIVEN = """
    muhammad mohamed mohammad mohamad muhammed muhamad mohd mohamud mehmet magomed mukhammad
    muhammad mohammadi
    ahmad ahmed ahmet akhmed ahmedou
    ali
    hasan hassan
    husain hussein hossein husayn husein khusein huseyin hussain
    abd abdul abdel
    abu abou
    umm oum
    abdulah abdullah abdallah abdulla abdollah
    mahmud mahmoud mehmood
    ibrahim ebrahim
    yusuf yousef yusif yousuf
    umar omar omer
    uthman othman osman usman
    khalid khaled halid
    said saeed saied sayeed
    salih saleh
    salah
    mustafa mostafa
    hamid hameed
    rahman rahim
    karim kareem
    ismail
    isa eissa issa
    musa mousa moussa
    sulayman suleiman soleiman suleyman
    khan
    din eddin deen
    allah ullah
    aziz
    nasir naser
    jamal gamal
    kim
    kamal
    hamza
    bakr
    salim salem
    tariq tarek
    rashid rasheed
    hadi
    mahdi mehdi
    reza rida
    abbas
    jasim jassim
    faysal faisal feisal
    alexander aleksandr alexandr oleksandr
    sergei sergey serhii
    vladimir volodymyr
    aleksei alexey alexei oleksii
    dmitry dmitri dmitriy
    andrei andrey
    nikolai nikolay
    ivan
    igor ihor
    yuri yury
    vladimirovich
    aleksandrovich
    sergeevich sergeyevich
    nikolaevich nikolayevich
    jose juan carlos luis jesus antonio
    maria
    """

_PLACES = """
    iraq iraqi irak
    iran iranian irani
    syria syrian suriya siriia sham sooriya
    levant
    lebanon lebanese lubnan liban
    libya libyan libiia libia
    gaza
    palestine palestinian filistin filastin palestina
    egypt egyptian misr egipet
    sinai sayna sina
    turkey turkish turkiye turkiyah
    kurdistan kurdish kurd kurdi
    turkistan turkestan turkestani
    east eastern vostochnyi sharqi
    west western gharb gharbi
    north northern shimal
    south southern janub
    maghreb maghrib magreb
    arabia arabian
    peninsula jazirat jazira
    yemen yemeni yaman
    saudi
    kingdom
    emirates uae
    afghanistan afghan
    pakistan pakistani
    india indian hind
    kashmir
    bangladesh
    khorasan khurasan
    somalia somali sumal
    kenya
    sudan
    nigeria
    sahel sahara
    africa african ifriqiya
    algeria algerian jazair
    tunisia tunisian tunis
    morocco moroccan maroc
    mali
    mauritania
    derna darnah
    benghazi
    tripoli
    sirte
    bosnia bosnian
    kosovo
    chechnya chechen chechnia
    caucasus kavkaz
    dagestan
    uzbekistan uzbek
    tajikistan tadzhikistan
    asia asian
    philippines philippine
    indonesia indonesian
    malaysia
    korea korean
    china chinese
    russia russian rossiia
    ukraine ukrainian
    crimea crimean krym
    belarus
    moscow
    tehran teheran
    baghdad bagdad
    damascus dimashq
    aleppo halab
    europe european
    america american
    britain british uk
    germany german
    france french
    canada
    netherlands
    dubai
    kuwait kuwaiti
    qatar
    bahrain bahraini
    oman
    jordan jordanian urdun
    israel
    greece
    colombia
    venezuela
    cuba
    mexico
    peru
    congo
    rwanda
    burundi
    uganda
    tanzania tanzanian
    comoros
    ethiopia ethiopian
    eritrea eritrean
    djibouti
    chad
    niger
    cameroon
    senegal
    ghana
    angola
    mozambique
    zimbabwe
    albania albanian
    macedonia
    serbia serbian
    croatia
    bulgaria
    romania
    poland polish
    austria austrian
    italy italian
    spain spanish
    sweden swedish
    norway
    denmark danish
    belgium belgian
    switzerland swiss
    cyprus
    malta
    armenia
    azerbaijan
    georgia georgian
    kazakhstan
    kyrgyzstan
    turkmenistan
    japan japanese
    vietnam
    thailand
    myanmar burma
    singapore
    hong
    taiwan
    australia australian
    lanka
    nepal
    maldives
    panama
    ecuador
    bolivia
    chile
    argentina
    brazil
    paraguay
    nicaragua
    honduras
    haiti
    mosul mawsil
    raqqa
    homs
    deraa
    ramadi
    falluja fallujah
    karachi karaci
    peshawar
    lahore
    kabul
    kandahar qandahar
    herat
    jalalabad
    mumbai
    istanbul
    minsk
    sevastopol
    donetsk
    luhansk lugansk
    """

_NUMBERS = {
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6",
    "seventh": "7", "eighth": "8", "ninth": "9", "tenth": "10", "ii": "2", "iii": "3", "iv": "4",
}  # fmt: skip


def _sounds(table: str) -> frozenset[str]:
    return frozenset(sound(word) for word in table.split())


def _known(table: str, bare: bool) -> Mapping[str, str]:
    lines = [line.split() for line in table.strip().splitlines()]
    heard = {sound(word): sound(words[0]) for words in lines for word in words}
    return _by_skeleton(heard) if bare else heard


def _by_skeleton(heard: Mapping[str, str]) -> Mapping[str, str]:
    """Return words by their consonants alone, as Arabic script has them, where that is clear."""
    meanings: dict[str, set[str]] = {}
    for word, meaning in heard.items():
        meanings.setdefault(skeleton(word), set()).add(meaning)
    return {
        bones: min(found)
        for bones, found in meanings.items()
        if len(found) == 1 and len(bones.lstrip("a")) > 1
    }


@cache
def particles() -> frozenset[str]:
    """Return the words that are left out of every name, as printed in ASCII."""
    return frozenset(_PARTICLES.split())


@cache
def titles() -> frozenset[str]:
    """Return the titles that are left out of personal names, by sound."""
    return _sounds(_TITLES)


@cache
def legal_forms() -> frozenset[str]:
    """Return the words for legal forms, left out of other names, as printed in ASCII."""
    return frozenset(_LEGAL_FORMS.split())


@cache
def organisation_words(bare: bool) -> Mapping[str, str]:
    """Return generic words of organisations: sound (``bare``: skeleton) to meaning."""
    return _known(_ORGANISATION_WORDS, bare)


@cache
def translations(bare: bool) -> Mapping[str, str]:
    """Return telling words that have translations: sound (``bare``: skeleton) to meaning."""
    return _known(_TRANSLATIONS, bare)


@cache
def given_names(bare: bool) -> Mapping[str, str]:
    """Return the given names that very many share: sound (``bare``: skeleton) to one spelling."""
    return _known(_COMMON_GIVEN, bare)


@cache
def places(bare: bool) -> Mapping[str, str]:
    """Return words for places and directions: sound (``bare``: skeleton) to one spelling."""
    return _known(_PLACES, bare)


def number(word: str) -> str:
    """Return the digits that a word stands for, "" if it is no number."""
    return word.lstrip("0") or "0" if word.isdigit() else _NUMBERS.get(word, "")
