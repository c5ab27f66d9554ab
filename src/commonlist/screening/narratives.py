"""A payment line cut at what is no name: tags, code words, references, accounts, dates, amounts.

The patterns are for a line as `fillers.bare` leaves it. What is cut is put over with marks, so that
no character moves.
"""

import re
from collections.abc import Callable

from commonlist.screening.fillers import BREAKS, FILL, FORMS, MONTHS, OTHER_BREAKS, bare

CUT, AFTER, TO, FROM = "\x1d\v\f\x1c"
"""Marks of what is no name: just that; a word of payments, after which a name may stand; what
stands before whom money goes to; before whom it comes from."""
MARKS = re.compile(f"[{CUT}{AFTER}{TO}{FROM}]")


def _any(words: str) -> str:
    return "|".join(map(re.escape, sorted(bare(words).split(), key=len, reverse=True)))


_QUOTES = "'’‘ʼ`´\""
_TAG = r"(?::\d{2}|(?<!\S)5[0279])[A-Z]?:"
_CODES = _any("""
    ACC ADDR BEN BENF BENM BIC BNF CHGS CNTR CRED CSID DEBT EREF IBAN INS INT INV IPI KREF MARF
    NAME OCMT ORD ORDP PHON REC REF REJT REMI RETN RFB ROC RTRN STRD TRN TSU TXT ULTB ULTC ULTD
    USTD
""")
_CODE = rf"/(?:{_CODES})(?:(?=//)|/)|/(?:DE|LIB|MOTIF|POUR)(?= )"
_PARTY = (
    r"(?<![\w/])(?:B/O|O/B|I/F/O|F/O|F/B/O|C/O|O/A|FAO|FBO|FFC|IFO|OBO)(?![\w/])"
    r"|(?<!\w)(?:ATTN(?!\w)|TO(?=\s*:))"
)
_WHOM = "|".join((
    r"BY (?:THE )?ORDER OF|ON BEHALF OF|(?:IN )?FAVOU?R OF|(?:ULTIMATE )?(?:CREDITOR|DEBTOR)",
    r"ORDERING (?:CUSTOMER|PARTY)|ORIG(?:INATOR)?(?: CO)?|BENEF(?:ICIARY)?|(?:BEN|ORD)(?=\s*[:/])",
    r"(?:EN|A) FAVEUR DE|A FAVOR DE|PAR ORDRE DE|POR (?:ORDEN|CUENTA) DE|POUR (?:LE )?COMPTE DE",
    r"ZU ?GUNSTEN(?: VON)?|IM AUFTRAG(?: VON)?|TEN GUNSTE VAN|IN OPDRACHT VAN|NA RZECZ",
    r"A FAVORE DI|PER (?:ORDINE|CONTO) DI|POR CONTA DE",
    _any("BNF ORDP PAYEE PAYER RECEIVER RECIPIENT REMITTER SENDER لصالح لأمر لحساب"),
    *map(bare, ("В ПОЛЬЗУ", "ПО ПОРУЧЕНИЮ", "V POLZU", "PO PORUCHENIYU")),
))  # fmt: skip
_MOVED = _any("""
    TRANSFER TRANSFERRED PAYMENT PAYMENTS PAID PAYOUT REMITTANCE SENT DEPOSIT DEPOSITED DEP CREDIT
    DEBIT WIRE WIRED CASH ORDER REFUND WITHDRAWAL S/O DD TT EFT IBFT SALARY CHEQUE
""")
_NUMBERED = _any("""
    ACCOUNT ACCT ACC A/C AC IBAN CUSTOMER CUST E2E EREF ENDTOENDID FOLIO INVOICE INVOICES INV KREF
    MANDATE REFERENCE REFS REF RFB SORT TRACE TRN TXN TRX UETR UTR RRN CONTRACT AGREEMENT AGMT
    RECEIPT CHEQUE CHEQUES CHECK CHQ CHQS CARD TERMINAL BRANCH BR POLICY VOUCHER BATCH SLIP PNR AWB
    B/L L/C APT FLAT PPD CCD SEQ MNDT TT DD FT VISA MASTERCARD ORIG TRANSACTION
    FACTURE FACT FAC FRA FACTURA RECHNUNG RG RNR RENR KTO KONTO KONTONR BLZ VERTRAG KUNDENNR KDNR
    MANDAT MDT CONTRAT CONTRATO CUENTA CTA COMPTE CPTE AGENCE SUCURSAL FILIALE RECIBO FATURA FTR
    HESAP SÖZLEŞME SUBE ŞUBE
    ДОГОВОР ДОГОВОРУ ДОГ КОНТРАКТ СЧЕТ СЧЕТУ СЧ ИНН КПП БИК НАКЛАДНАЯ АКТ Р/С К/С
    DOGOVOR DOGOVORU KONTRAKT SCHET SCHETU SCH INN KPP BIK
    حساب فاتورة عقد مرجع شيك فرع رقم
""")
"""A number follows these, however short."""
_PERHAPS = _any("BILL CASE FILE ID NO NR ORDER PO RE TICKET BOOKING LOAN DOC N")
"""A number follows these, but a short one may be part of a name."""
_NO = rf"(?:(?:{_any('CODE NO NR NUM NUMBER NUMERO NUMMER NOMER ID N رقم')})(?!\w)|№|N[°º])"
_SERIAL = r"(?:[A-Z]{1,6}[/._-])*[A-Z]*\d[A-Z0-9]*(?:[/._-](?:[A-Z]*\d[A-Z0-9]*|[A-Z]{1,2}(?!\w)))*"
_MONTH = f"(?:{_any(' '.join(MONTHS))})"
_YEAR = r"(?:20|19)\d\d"
_CURRENCY = _any("""
    AED AFN AUD BHD CAD CHF CNY DKK EGP EUR EURO EUROS GBP HKD INR IQD IRR JOD JPY KES KWD LBP LYD
    MYR NGN NOK OMR PKR QAR RS RUB RUR SAR SDG SEK SGD SYP TL TND TRY UAH USD YER ZAR РУБ DOLLARS
""")

_FIRM = rf"[^\n]*(?<!\w)(?:{'|'.join(map(re.escape, sorted(FORMS)))})(?!\w)"
_ADDRESSES = tuple(
    rf"{address}(?!\w)(?! ?{_FIRM})"
    for address in (
        r"(?<![\w.-])(?:NO )?\d{1,4}[A-Z]?,? (?:[^\W\d_]+ ){1,3}?"
        r"(?:STREET|STR?|ROAD|RD|AVENUE|AVE|LANE|BLVD)",
        r"(?<![\w.-])(?:NO )?\d{1,4}[A-Z]?,? (?:RUE|BOULEVARD|AVENUE|JALAN|CALLE|VIA) "
        r"(?:(?:DE|DU|DES|DELLA|DEL|LA|LE|LES) ){0,2}[^\W\d_]+",
        r"(?<!\w)(?:UL|ULITSA|УЛ|УЛИЦА|CALLE|JALAN|JL|VIA)\.? (?:[^\W\d_]+ ){0,2}?"
        r"(?:\d+ NO )?\d{1,4}",
        r"(?<!\w)(?:[^\W\d_]+STR(?:ASSE)?|[^\W\d_]+ (?:STR(?:ASSE)?|CAD(?:DESI)?|SOK(?:AK)?))\.? "
        r"(?:NO )?\d{1,4}",
        r"(?<!\w)P\.?O\.? ?BOX \d+",
    )
)
"""A street with its number; of what may be a firm's name with one nothing."""

_FIRST = tuple(
    (re.compile(pattern), mark)
    for pattern, mark in (
        (rf"{_TAG}(?:/[^\s/]*\d[^\s/]*)?|<[^<>]{{1,40}}>|\{{\d{{4}}\}}|\?\d\d", CUT),
        (r"/PURP/(?:/?(?:CD|PRTRY)/)?[A-Z]{4}(?!\w)", CUT),
        (r"(?<!\w)(?:[EKMBR]REF|CRED|DEBT|SVWZ|ABW[AE]|IBAN|BIC|COAM|OAMT|PURP)\+", AFTER),
        (rf"(?:{_CODE})(?:{_SERIAL})?", AFTER),
        (
            rf"{_PARTY}|(?<!\w)(?:{_WHOM})(?!\w)"
            r"(?:\s*(?:NAME|CUSTOMER)(?!\w)|\s*BANK(?=\s*[:/]))?[\s:/]*",
            TO,
        ),
        (r"(?<!\w)FROM\s*:", FROM),
        (r"(?<![\w.+])[\w.+]+@[\w.]+|(?<!\S)HTTPS?:\S+", CUT),
        (r"(?<!\w)(?:BIC|SWIFT(?: CODE)?)[\s:/]+[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?!\w)", CUT),
        (r"[X*#]{4,}[\dX*# -]*", CUT),
    )
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_GROUPS = re.compile(r"[A-Z]{2}\d{2}(?: ?[A-Z]{4}(?= ?\d))?(?: ?(?=[A-Z]*\d)[A-Z0-9]{1,4})*")
_THEN = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![\w{_QUOTES}])(?:(?:{_NUMBERED})(?:[-\s.]?{_NO})?"
        rf"|(?:{_PERHAPS})(?=[\s.:#/-]*(?:[^\s\d]{{0,9}}\d){{3}})|№)"
        rf"[\s.:#/*№-]*{_SERIAL}(?:\s*(?:,|&|AND|UND|ET|Y)\s*\d+(?!\w))*",
        r"(?<![\w/.-])\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})(?![\w/-])",
        r"(?<!\w)\d{4}[-/.]\d{2}[-/.]\d{2}(?!\w)",
        rf"(?<!\w)(?:\d{{1,2}}[ -]?)?{_MONTH}[А-Я]?[ ./'-]{{0,2}}{_YEAR}(?!\w)",
        rf"(?<!\w)\d{{1,2}}(?:[ -]?{_MONTH}[ -]?\d\d|{_MONTH})(?!\w)",
        rf"(?<!\w){_MONTH}[-/']\d\d(?!\w)",
        rf"(?<!\w)(?:Q[1-4]|H[12]|(?:WEEK|WK|KW) ?\d{{1,2}})[ /-]{{0,3}}{_YEAR}(?!\w)",
        r"(?<!\w)\d?[\dM]/(?:20)?\d\d(?!\w)",
        rf"(?<!\w)(?:{_CURRENCY})[. ]{{0,2}}(?=[\d.,]{{0,24}}\d)[\d.,' ]*\d(?:[-=]\d\d)?(?!\w)",
        *_ADDRESSES,
        r"[$€£¥₽₹₺] ?[\d.,]+",
        rf"(?<![\d.,])\d[\d.,' ]{{0,24}}(?:-\d\d)? ?(?:{_CURRENCY}|[$€£¥₽₹₺])(?!\w)",
        r"(?<!\w)(?:USD|EUR|GBP)(?!\w)",
    )
)
_DIGITS = re.compile(r"(?<!\S)[^\s\d]*\d\S*")
_CHUNK = re.compile(r"[^\W_]+(?:['’‘ʼ`][^\W_]+)*")
_VOWEL = re.compile(r"[AEIOUY]")
SHORT = re.compile(
    rf"[A-Z]{{0,3}}\d{{1,3}}[A-Z]?|{_YEAR}|\d{{1,3}}(?:ST|ND|RD|TH)|\d[A-Z]{{3,9}}"
    r"|[A-Z]{2,9}\d[A-Z]{2,9}"
)
"""A number that may be part of a name: ``BRIGADE 313``, ``17 NOVEMBER``, ``M23``."""

_SENDING = frozenset(bare("FROM VON DE OD OT ОТ من").split())
_GIVING = frozenset(bare("TO BY OF VIA AN FÜR FUER NAAR AAN DLA DLYA ДЛЯ إلى").split())
_THEIRS = _any("DE VON AN FÜR FUER NAAR AAN DLA OD ZA OT DLYA PO NA ОТ ДЛЯ ЗА ПО НА من إلى")
_ENGLISH = r"(?:\s*(?:TO|FROM|BY|OF|VIA|FOR)(?!\w))?"
_WORDS = re.compile(
    rf"(?<![\w{_QUOTES}])(?:(?:{_any(' '.join(BREAKS))})(?!\w)[.:/-]*{_ENGLISH}"
    rf"|(?:{_any(' '.join(OTHER_BREAKS))})(?!\w)[.:/-]*(?:\s*(?:{_THEIRS})(?!\w))?"
    r"|(?:(?:INTL|INTERNATIONAL|DOMESTIC|FOREIGN) )?WIRE (?:IN|OUT)(?!\w)|INTL WIRE(?!\w)"
    rf"|(?:{_MOVED})\s+(?:TO|FROM|BY)(?!\w)|(?<![^\W\d_] )NEFT(?!\w){_ENGLISH})[:/-]*"
)

_PARTING = re.compile(
    r"[;|:*_]|//+|(?<![^\W\d_])/|/(?![^\W\d_])|,\s*(?=,)"
    rf"|(?<![\w\s{_QUOTES}])[-–—]+|[-–—]+(?![\w\s{_QUOTES}])"
    rf"|-(?=(?:{_any(' '.join(word for word in FILL if len(word) > 4))})(?![\w-]))"
)
"""What stands between names."""
_JOINING = re.compile(r"(?<=\w\w)/(?=\w)|(?<=\w)/(?=\w\w)|(?<!\s)[-–—]+(?=\s)|(?<=\s)[-–—]+(?=\w)")
"""What stands between names, or within one: ``HERON/TEAL``."""

_SENT = _any("""
    ACH BACS BGC CHAPS CHQ DD DDR EFT FPI FPO FPS IBFT IMPS MTR NEFT P2P PMNT PMT PYMNT PYMT REMIT
    RTGS SEPA SWIFT TFR TRANSF TRF TRFR TRSF TT UPI WT XFER
""")
_STRONG = re.compile(
    rf"{_TAG}|{_CODE}|(?<!\w)(?:B/O|O/B|I/F/O|F/B/O)(?!\w)"
    r"|^/[A-Z]{0,4}\d{5,}\s"
    rf"|\b(?:{_SENT}|DEPOSIT|ORDER|PAID|PAYMENT|PAYOUT|REMITTANCE|SENT|TRANSFER(?:RED)?|WIRE)\s+"
    r"(?:TO|FROM|BY ORDER|B/O|O/B|IFO|FAO|FBO)\b"
    r"|\b(?:ACCOUNT|ACCT?|BIC|CUST(?:OMER)? ?ID|E2E|EREF|ENDTOENDID|FOLIO|IBAN|INV(?:OICE)?|KREF|"
    r"MANDATE|REF(?:ERENCE)?|RFB|RRN|SORT CODE|TRACE|TRN|TXN?|UETR|UTR)\b\.?\s*"
    r"(?:NO\b\.?|NR\b\.?)?\s*[#:/.\-]*\s*(?=[A-Z/\-]*\d[A-Z/\-]*\d)\S+"
    r"|\b(?:REF|INV|TRN|TXN|UTR|RRN|FT|TT|CHQ)\d{4,}"
)
_WEAK = re.compile(
    rf"\b(?:{_SENT}|BENEF(?:ICIARY)?|BNF|BY ORDER OF|IN FAVOU?R OF|OBI|ORDP|SALARY|INVOICE|"
    r"ORDERING (?:CUSTOMER|PARTY)|ORIG(?:INATOR)?|PAYEE|PAYER|RECEIVER|RECIPIENT|REMITTER|SENDER|"
    r"(?:ULTIMATE )?(?:CREDITOR|DEBTOR)|IFO|FAO|FBO|PURPOSE|ADDRESS)\b"
    r"|\b(?:TO|FROM|DETAILS):|\d{4,}|\b(?:USD|EUR|GBP)\b"
)


def tells(line: str) -> bool:
    """Tell whether a line is one of a payment beyond doubt."""
    return bool(_STRONG.search(line) or _holds_iban(line)) or len(_WEAK.findall(line)) > 1


def cut(line: str) -> str:
    """Put marks over what is no name."""
    for pattern, mark in _FIRST:
        line = pattern.sub(_over(mark), line)
    line = _IBAN.sub(_without_iban, line)
    for pattern in _THEN:
        line = pattern.sub(_over(CUT), line)
    return _WORDS.sub(_marked, _DIGITS.sub(_without_numbers, line))


def parted(line: str) -> str:
    """Put marks over what stands between names."""
    return _PARTING.sub(_over(CUT), line)


def parted_all(line: str) -> str:
    """Put marks over what may stand between names, too."""
    return _JOINING.sub(_over(CUT), line)


def _over(mark: str) -> Callable[[re.Match[str]], str]:
    return lambda found: mark * len(found[0])


def _marked(found: re.Match[str]) -> str:
    """Tell whether a word of payments says who follows."""
    last = (found[0].strip(" .:/-\n").split() or [""])[-1]
    mark = FROM if last in _SENDING else TO if last in _GIVING else AFTER
    return mark * len(found[0])


def _without_iban(found: re.Match[str]) -> str:
    """Leave out an IBAN, and nothing that only looks like the end of one."""
    text = found[0]
    ends = [at for at in range(len(text), 14, -1) if at == len(text) or text[at] == " "]
    end = next((at for at in ends if _checks(text[:at].replace(" ", ""))), 0)
    if not end:
        groups = _GROUPS.match(text)
        end = groups.end() if groups else 0
    return CUT * end + text[end:]


def _without_numbers(found: re.Match[str]) -> str:
    """Leave out the numbers in a text without blanks, with the letters that lead a reference."""
    text = found[0]
    chunks = list(_CHUNK.finditer(text))
    numbers = [any(map(str.isdigit, chunk[0])) for chunk in chunks]
    if sum(numbers) == 1 and SHORT.fullmatch(chunks[numbers.index(True)][0]):
        return text
    made = list(text)
    for at, (chunk, number) in enumerate(zip(chunks, numbers, strict=True)):
        between = (not at or numbers[at - 1]) and at + 1 < len(chunks) and numbers[at + 1]
        if number or (between and _initials(chunk[0])):
            made[chunk.start() : chunk.end()] = CUT * len(chunk[0])
    return "".join(made)


def _initials(text: str) -> bool:
    return len(text) < 3 or (text.isascii() and len(text) < 5 and not _VOWEL.search(text))


def _holds_iban(line: str) -> bool:
    return any(_checks(match[0].replace(" ", "")) for match in _IBAN.finditer(line))


def _checks(iban: str) -> bool:
    """Whether the check digits are right (ISO 13616, ISO 7064 mod 97-10)."""
    if not 15 <= len(iban) <= 34:
        return False
    return int("".join(str(int(char, 36)) for char in iban[4:] + iban[:4])) % 97 == 1
