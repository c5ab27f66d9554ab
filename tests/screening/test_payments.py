"""Names in payment lines: what is taken out, what stays a name, and that nothing breaks it."""

import csv
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonlist.screening.payments import is_payment, names
from commonlist.values.text import clean

LINES = {
    "TRF TO GREY HERON FRONT REF 123": ["GREY HERON FRONT"],
    "PMT FROM GREY HERON FRONT INV 4411 CONSULTING FEES": ["GREY HERON FRONT"],
    "B/O IVAN TEALOV /INV/2231 DTD 12.03.2021": ["IVAN TEALOV"],
    ":50K:/DE89370400440532013000\nIVAN TEALOV\nTEALOVGRAD": ["IVAN TEALOV", "TEALOVGRAD"],
    ":59:/12345678 IVAN TEALOV": ["IVAN TEALOV"],
    "SALARY MARCH 2024 IVAN TEALOV": ["IVAN TEALOV"],
    "IFO TEAL CHARITY USD 1,000.00": ["TEAL CHARITY"],
    "INWARD TT IVAN AL-TEAL 0098812": ["IVAN AL-TEAL"],
    "SEPA CREDIT TRANSFER IVAN TEAL GB82 WEST 1234 5698 7654 32": ["IVAN TEAL"],
    "/BNF/IVAN TEAL//PAYMENT INV": ["IVAN TEAL"],
    "RTGS-UTIBR52020-IVAN TEAL-SBIN0001": ["IVAN TEAL"],
    "ORIG:TEAL HERON ORG OBI:INVOICE 77": ["TEAL HERON ORG"],
    "TRF TO JAN DE HERON FOR CONSULTING SERVICES": ["JAN DE HERON"],
    "PAYMENT FROM BANK HERON TEAL": ["BANK HERON TEAL"],
    "TRF TO محمد علي REF 123": ["محمد علي"],
    "Pmt ref 99812 to Ivan Teal": ["Ivan Teal"],
    "TRF FROM IVAN TEAL TO JAN HERON": ["IVAN TEAL", "JAN HERON"],
    "REF 12345 INVOICE": [],
}
"""Lines that are known for payments wherever they stand."""

TEAL = "IVAN TEALOV"
AROUND = (
    # core banking
    *("CASH DEP {} BR 3", "CASH DEP {} BR 12", "CASH DEPOSIT BY {}", "CASH DEPOSIT {} BRANCH 014"),
    *(
        "CHEQUE DEP {} 000123",
        "CHQ DEP {} CHQ NO 445566",
        "CHQ 000412 {}",
        "ATM WITHDRAWAL {} 4411",
    ),
    *("CASH WITHDRAWAL BY {}", "POS PURCHASE {} CARD 4111XXXXXXXX1111", "STANDING ORDER {} 00412"),
    *("STANDING ORDER TO {} REF RENT", "DIRECT DEBIT {} MANDATE 4471", "DD {} 4471", "S/O TO {}"),
    *("INTL WIRE OUT {} USD 12000.00", "WIRE IN {} 0098", "ACH CREDIT {} PAYROLL 45690054"),
    *("TO:{}/DETAILS: MEDICAL TREATMENT", "59:/4180978 {}", "50K:/4180978 {}"),
    *("/4180978\n{}\n12 MAIN STREET", "/4180978\n{}\n45 HIGH ST LONDON"),
    *("/4180978\n{}\n14 RUE DE LA PAIX PARIS", "/4180978\n{}\nUL LENINA 5 MOSKVA"),
    *("/4180978\n{}\nHAUPTSTR 3 BERLIN", "/4180978\n{}\nPO BOX 4432 NAIROBI"),
    *("/4180978\n{}\nCALLE 10 NO 5 BOGOTA", "/4180978\n{}\nDUBAI UAE"),
    *("TT0098 {}", "FT4917367 {}", "FT21060ABC99 {}", "{} REF99123"),
    *("{} INV2023/17", "TRX 99123 {}", "TXN ID 8812A {}", "TFR {} TO SAVINGS", "XFER: {}"),
    *("BY ORDER OF {}", "BY ORDER OF: {} ACC NO 0012345", "B/O {} A/C 12345", "O/B {} TT 4411"),
    *("F/O {} C/O 123", "FAVOUR OF {} USD 500", "IN FAVOUR OF {} CONTRACT NO 17", "IFO: {}"),
    *("IN FAVOR OF {} AGREEMENT NO. A-17/2020", "BNF {} ACCT 001", "BEN: {}", "BNF: {} BR 4"),
    *("ORD: {} PMT", "ATTN {} INV 12", "ATTN: {}", "O/A {} REF 1", "ON BEHALF OF {} INV 9"),
    *("A/C NO 123456 {}", "ACCOUNT NO: 123-456 {}", "ACC 991 {}", "TO A/C 123456 {}"),
    *("SALARY {} 0M/2025", "SALARY {} 03/2025", "SALARIES MAY 2024 {}", "WAGES {} WEEK 12 2024"),
    *(
        "RENT {} JAN 2024",
        "RENT JANUARY-2024 {}",
        "{} RENT",
        "{} SALARY",
        "PAYMENT FOR {} INVOICE 12",
    ),
    *(
        "ORDER NO 1234 {}",
        "PO 4500012345 {}",
        "BILL NO 123 {}",
        "{} BILL 99812",
        "INVOICES 12, 13 & 14 {}",
    ),
    *(
        "INV 12 AND 13 FROM {}",
        "PAYMENT TO {} DATED 12 MARCH 2024",
        "PYMT {} 12MAR24",
        "PMT {} Q1 2024",
    ),
    *("WIRE TRANSFER TO {}", "INTERNAL TRANSFER TO {}", "OUTWARD REMITTANCE {} USD 12,000.00"),
    *(
        "INWARD REMITTANCE FROM {} EUR 12.000,00",
        "CREDIT TRANSFER FROM {}",
        "INSTANT PAYMENT TO {}",
    ),
    *(
        "SEPA INSTANT {} NOTPROVIDED",
        "SEPA DD {} MNDT99-12",
        "BANK TRANSFER TO {} AED500",
        "{} 500 USD",
    ),
    *("REFUND TO {}", "REFUND {} £12.50", "ONLINE TRANSFER TO {} RS. 5000", "PAID TO {} $100"),
    # messages
    *(":59F:/12345\n1/{}", ":50F:/12345\n1/{}\n"),
    *(":70:/RFB/99812 {}", "/INV/44 {} PMT", "{} /REF/99", "/ROC/9981//{}", "/PURP/SALA/{}"),
    *("/BENM//{}", "/ORDP//NAME/{}", "/REMI//USTD//{}", "//FW021000089 {}", "BNF/{}/ACC/12345"),
    *(
        "{{4200}}D12345*{}*",
        "{{5000}}{}",
        "<Nm>{}</Nm>",
        "<Ustrd>INV 12 {}</Ustrd>",
        "?20EREF+991?32{}",
    ),
    *("EREF+NOTPROVIDED SVWZ+{}", "EREF: 123 KREF: 9 ABWA+{}", "SWIFT CODE HERODEFFXXX {}"),
    *("BIC HERODEFF {}", "IBAN DE89 3704 0044 0532 0130 00 {}", "BE68 5390 0754 7034 {}"),
    *("BE68539007547034 {}", "DE89370400440532013000 {}", "NO93 8601 1117 947 {}"),
    # India, Pakistan, East Africa
    *(
        "UPI/412345678901/{}/ivan@okheron/pay",
        "UPI/P2A/412345678901/{}",
        "UPI-{}-ivan@okheron-412345678901",
    ),
    *(
        "IMPS/P2A/412345678901/{}",
        "IMPS-412345678901-{}-XX1234-RENT",
        "NEFT CR-HERO0001234-{}",
    ),
    *(
        "MMT/IMPS/412345678901/{}/",
        "NEFT*HERO0001234*N12345*{}",
        "IBFT FROM {} 0098",
        "MPESA {} 0712345678",
    ),
    # ACH, Fedwire
    *("ACH CREDIT {} PPD ID: 1234567890", "ORIG CO NAME:{} ORIG ID:9999999999 DESC DATE:240312"),
    *("FEDWIRE CREDIT VIA: 0210/021000089 B/O: {} REF: 99", "WT SEQ123456 {}"),
    *("XXXX1234 {}", "CARD ************1234 {}", "VISA 4111 1111 1111 1111 {}", "{} XXXXXXXX"),
    # French
    *("VIREMENT DE {}", "VIR SEPA RECU /DE {} /MOTIF FACTURE 12", "VIREMENT EN FAVEUR DE {}"),
    *(
        "VIR INSTANTANE {}",
        "VERSEMENT ESPECES {}",
        "PRLV SEPA {} MDT 123",
        "PAR ORDRE DE {} FACT 44",
    ),
    *("PAIEMENT FACTURE N° 123 {}", "RÈGLEMENT FACTURE 2024-17 {}", "LOYER MARS 2024 {}"),
    *(
        "SALAIRE AVRIL 2024 {}",
        "CONTRAT N° 17 {}",
        "RETRAIT ESPÈCES {} AGENCE 12",
        "{} POUR FACTURE 12",
    ),
    # German
    *("ÜBERWEISUNG AN {}", "UEBERWEISUNG VON {}", "SEPA-ÜBERWEISUNG AN {}", "GEHALT MÄRZ 2024 {}"),
    *(
        "MIETE {} MAI 2024",
        "LASTSCHRIFT {} MANDAT 123",
        "DAUERAUFTRAG {} MIETE",
        "RECHNUNG NR. 123 {}",
    ),
    *(
        "RG-NR. 2024/17 {}",
        "ZUGUNSTEN VON {}",
        "IM AUFTRAG VON {}",
        "GUTSCHRIFT {}",
        "EINZAHLUNG {}",
    ),
    *(
        "BAREINZAHLUNG {} KTO 123456",
        "AUFTRAGGEBER: {}",
        "EMPFÄNGER {} BLZ 10020030",
        "LOHN {} 03/24",
    ),
    *("ZAHLUNG AN {} VERTRAG NR 9", "{} FÜR RECHNUNG 12", "VERWENDUNGSZWECK: {} RE 4471"),
    # Spanish
    *(
        "TRANSFERENCIA DE {}",
        "TRANSFERENCIA A FAVOR DE {}",
        "PAGO A {} FACTURA 12",
        "ABONO NÓMINA {}",
    ),
    *("POR ORDEN DE {}", "ALQUILER ENERO 2024 {}", "BIZUM DE {}", "INGRESO EN EFECTIVO {}"),
    *(
        "CONTRATO Nº 17 {}",
        "BENEFICIARIO: {} CTA 123456",
        "ORDENANTE {} CONCEPTO FRA 12",
        "RECIBO {}",
    ),
    # Dutch, Italian, Polish, Portuguese
    *("OVERBOEKING {} KENMERK 63218429", "OVERBOEKING NAAR {} OMSCHRIJVING FACTUUR 12"),
    *("BONIFICO A FAVORE DI {} CAUSALE FATTURA 12", "PRZELEW DLA {} TYTUŁEM FAKTURA 12"),
    *("PAGAMENTO {} FATURA 123", "TRANSFERÊNCIA {} SALÁRIO", "PRZELEW OD {} CZYNSZ"),
    # Turkish
    *(
        "HAVALE {} HESAP NO 123",
        "GELEN EFT {}",
        "GİDEN HAVALE {} 100 TL",
        "GÖNDEREN: {}",
        "ALICI {} IBAN",
    ),
    *(
        "KİRA ÖDEMESİ {}",
        "KIRA OCAK 2024 {}",
        "MAAŞ {} ŞUBAT 2024",
        "FATURA NO 123 {}",
        "LEHDAR {}",
    ),
    # Russian
    *("ПЕРЕВОД ДЛЯ {}", "ПЕРЕВОД СРЕДСТВ ОТ {}", "ОПЛАТА ПО СЧЕТУ № 123 ОТ 12.03.2021 {}"),
    *(
        "Оплата по договору №17/2 {} без НДС",
        "ЗАРПЛАТА ЗА МАРТ 2024 {}",
        "В ПОЛЬЗУ {} ИНН 7701234567",
    ),
    *(
        "{} СУММА 1000-00 РУБ",
        "{} ЗА УСЛУГИ",
        "ПО ПОРУЧЕНИЮ {}",
        "АРЕНДА {}",
        "ПОЛУЧАТЕЛЬ: {} Р/С 40702",
    ),
    *("PEREVOD {}", "OPLATA PO SCHETU 123 OT 12.03.2021 {}", "OPLATA ZA USLUGI {}", "ZARPLATA {}"),
    *("OPLATA PO DOGOVORU N 17 {} BEZ NDS", "V POLZU {} INN 7701234567", "PO PORUCHENIYU {}"),
    # Arabic
    *(
        "تحويل إلى {}",
        "حوالة من {} رقم 123",
        "إيداع نقدي {}",
        "شيك رقم 123 {}",
        "راتب {}",
        "إيجار {}",
    ),
    *("لصالح {} فاتورة رقم 12", "دفعة {} عقد رقم 17", "لأمر {}", "سحب نقدي {} فرع 12"),
)
"""What stands around a name, and is taken out without a doubt."""

SAID = (
    ("TRF TO {} REF 123", "{}"),
    ("/INV/44 {} PMT", "{}"),
    ("FT4917367 {}", "{}"),
    ("SALARY {} 0M/2025", "{}"),
    ("CASH DEP {} BR 3", "{}"),
    ("IN FAVOUR OF {} CONTRACT NO 17", "{}"),
)

DOUBTS = {
    "PMT MAY TEALOV": {"MAY TEALOV", "TEALOV"},
    "PMT APRIL TEALOV JUNE": {"APRIL TEALOV", "TEALOV", "APRIL TEALOV JUNE", "TEALOV JUNE"},
    "TRF TO BILL TEAL": {"BILL TEAL"},
    "TRF TO TEAL TRANSFER COMPANY": {"TEAL TRANSFER COMPANY", "TEAL"},
    "TRANSFER SOLUTIONS LTD REF 123": {"TRANSFER SOLUTIONS LTD"},
    "TRF TO BRIGADE 313 REF 1234": {"BRIGADE 313", "BRIGADE"},
    "TRF TO REVOLUTIONARY HERON 17 NOVEMBER REF 123": {
        "REVOLUTIONARY HERON 17 NOVEMBER",
        "REVOLUTIONARY HERON",
    },
    "TRF TO MARCH 23 MOVEMENT": {"MARCH 23 MOVEMENT"},
    "PAYMENT TO HERON FRONT FOR RELIEF REF: ABC-9981": {"HERON FRONT FOR RELIEF", "HERON FRONT"},
    "TRF TO COMMITTEE TO SUPPORT TEAL REF 123": {"COMMITTEE TO SUPPORT TEAL"},
    "TRF TO MEN FROM THE TEAL REF 123": {"MEN FROM THE TEAL"},
    "TRF TO ORDER OF THE HERON REF 99": {"ORDER OF THE HERON"},
    "PMT CASH TEALOV IVAN": {"CASH TEALOV IVAN", "TEALOV IVAN"},
    "TRF TO BEN TEAL REF 99": {"BEN TEAL"},
    "TRF TO JAN HERON S/O IVAN TEAL": {"JAN HERON", "JAN HERON S/O IVAN TEAL"},
    "TRF TO JAN HERON AKA IVAN TEAL": {"JAN HERON", "IVAN TEAL"},
    "TRF TO JAN HERON AND IVAN TEAL REF 1": {"JAN HERON", "IVAN TEAL"},
    "ORDERING CUSTOMER JAN HERON ADDRESS DUBAI UAE": {"JAN HERON"},
    "REMITTANCE BENEF JAN HERON PURPOSE FAMILY SUPPORT": {"JAN HERON"},
    "ACH CREDIT GREY HERON ORDER PAYROLL 45690054": {"GREY HERON ORDER", "GREY HERON"},
    "GREY HERON COMMISSION - rent march": {"GREY HERON COMMISSION"},
    "HAWALA IVAN HERON 13000 USD": {"IVAN HERON", "HAWALA IVAN HERON"},
    "GIFT FOR JAN HERON": {"JAN HERON"},
    "gift for Jan Heron and family 15499527": {"Jan Heron"},
    "DONATION FOR HERON": {"HERON"},
    "TRF TO JAN HERON CAIRO EGYPT REF 1": {"JAN HERON CAIRO EGYPT", "JAN HERON CAIRO", "JAN HERON"},
    "TRF TO BANK HERON IRAN TEHRAN REF 3": {"BANK HERON IRAN TEHRAN", "BANK HERON IRAN"},
    "TRF TO HERON JONG UN CAIRO REF 1": {"HERON JONG UN"},
    "PMT HERON FRONT ABU DHABI REF 1": {"HERON FRONT ABU DHABI", "HERON FRONT"},
    "ПЕРЕВОД ИВАН ТЕАЛОВ МОСКВА": {"ИВАН ТЕАЛОВ"},
    "TRF TO 12 MAIN STREET 109 PTY LTD REF 1": {"12 MAIN STREET 109 PTY LTD"},
    "PMT MESSRS TEAL TRADERS INV 12": {"TEAL TRADERS"},
    "TRF TO TEAL SUPPORT FUND REF 12": {"TEAL SUPPORT FUND"},
    "TRF TO SUPPORT FUND REF 12": {"SUPPORT FUND"},
    "TRF TO T88 REF 12": {"T88"},
    "PMT 王伟 REF 12": {"王伟"},
    "REF/12345/ALI TEAL": {"ALI TEAL"},
    "FROM: IVAN TEALOV TO: GREY HERON": {"IVAN TEALOV", "GREY HERON"},
    "SENT TO IVAN TEALOV ON 12 MAR": {"IVAN TEALOV"},
    "تحويل من محمد تيل الى احمد تيل": {"محمد تيل", "احمد تيل"},
    "BANCO TEAL S.A.": {"BANCO TEAL S.A."},
    "NEFT-HDFCN52021-TEAL TRADERS-INVOICE": {"TEAL TRADERS"},
    "Überweisung an Müller-Teal GmbH Rechnung 2024/17 vom 12.03.2024": {"Müller-Teal GmbH"},
    "MOHAMMED ALI/412345": {"MOHAMMED ALI"},
}
"""Where a doubt remains: readings that are all looked for."""

EMPTY = (
    *(
        "INVOICE 123",
        "TRF OWN FUNDS",
        "SALARY MAY 2024",
        "SALARY MAY",
        "CASH DEPOSIT",
        "ATM WITHDRAWAL",
    ),
    *(
        "CASH DEP BR 3",
        "POS PURCHASE",
        "BANK CHARGES MAY 2024",
        "STANDING ORDER 123",
        "FT4917367",
        "//",
    ),
    *(
        "PAYMENT FOR GOODS",
        "LOYER MARS",
        "GEHALT",
        "ОПЛАТА ЗА УСЛУГИ",
        "إيداع نقدي",
        "VIREMENT SALAIRE",
    ),
    *(
        ":59:",
        ":71A:OUR",
        "/PURP/SALA",
        "DE89370400440532013000",
        "XXXX XXXX XXXX 1234",
        "12.03.2021",
    ),
    *("SLC/2024/001 INVOICE", "//ATTN: 12", "", " ", "USD 100", "A/C 123456"),
)

NAMES = (
    *(
        "TRF",
        "Salary Payment Services",
        "The Teal Front (TRF)",
        "Virement Teal",
        "Teal / PMT",
    ),
    *("Wire Transfer Ltd", "TRANSFER SOLUTIONS LTD", "17 November"),
    *("Ivan Teal", "Interbank FX GmbH", "No 5 Company", "PO Box 55 Trading LLC", "Brigade 313"),
    *("Committee to Support Teal", "Men from the North"),
    *("Order of the Heron", "May Teal", "Bill Teal", "Heron Bank", "Teal Transfer Company", "M88"),
    *(
        "Cash Converters Heron",
        "Order 88 Teal",
        "Teal Standing Order Company",
        "From Teal to Heron",
    ),
    *(
        "Direct Teal Debit",
        "Gift Teal",
        "Comité pour la Teal",
        "Fondation de la Teal",
    ),
)


@pytest.mark.parametrize(("line", "found"), LINES.items())
def test_names_are_taken_out(line: str, found: list[str]) -> None:
    assert list(names(line)) == found


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize(
    "name", [TEAL, "GREY HERON LIBERATION FRONT", "Ivan Al-Tealov", "تيل هيرون"]
)
def test_what_stands_around_a_name_is_taken_out(around: str, name: str) -> None:
    assert list(names(around.format(name))) == [name]


@pytest.mark.parametrize(("line", "found"), DOUBTS.items())
def test_in_doubt_all_readings_are_looked_for(line: str, found: set[str]) -> None:
    assert found <= set(names(line))


def test_a_place_is_no_name_beside_one() -> None:
    assert names("IVAN TEAL\nMOSCOW") == ("IVAN TEAL",)
    assert names("TRF TO DUBAI") == ("DUBAI",)


@pytest.mark.parametrize("name", ["BANK OF IRAN", "BANCO DO IRAN", "NATIONAL BANK IRAN"])
def test_a_place_that_a_name_cannot_do_without_stays(name: str) -> None:
    assert {"BANK OF", "BANCO DO", "NATIONAL BANK"}.isdisjoint(names(f"TRF TO {name} REF 1"))


@pytest.mark.parametrize(
    "line",
    [
        *("ORDERING CUSTOMER JAN HERON ADDRESS DUBAI UAE", "59:/4180978 JAN HERON"),
        *("REMITTANCE BENEF JAN HERON PURPOSE FAMILY SUPPORT", "/4180978 JAN HERON"),
        *("TO:JAN HERON/DETAILS: MEDICAL TREATMENT", "INTL WIRE OUT JAN HERON USD 12000.00"),
    ],
)
def test_everyday_lines_of_banks_are_known_untold(line: str) -> None:
    assert is_payment(line)


def test_whose_son_somebody_is_is_not_looked_for() -> None:
    assert "IVAN TEAL" not in names("TRF TO JAN HERON S/O IVAN TEAL")


@pytest.mark.parametrize("line", EMPTY)
def test_a_line_that_names_nobody_has_no_names(line: str) -> None:
    assert names(line) == ()


@pytest.mark.parametrize("line", LINES)
def test_lines_are_known_by_their_looks(line: str) -> None:
    assert is_payment(line)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_no_payment_line(name: str) -> None:
    assert not is_payment(name)


TABLES = ("gb_proscribed", "ca_listed", "us_state_fto", "ru_fsb", "ae_2014", "eu_931")


def captions() -> list[str]:
    folder = files("commonlist.sources") / "bundled"
    found = []
    for table in TABLES:
        lines = (folder / f"{table}.csv").read_text("utf-8").splitlines()
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        found += [clean(row["name"]) for row in rows]
    return sorted(set(found))


def test_plain_names_come_through_unchanged() -> None:
    read = {name: names(name) for name in captions() if not name.isdecimal()}
    changed = {name: found for name, found in read.items() if found[:1] != (name,)}
    assert not changed
    assert sum(len(found) > 1 for found in read.values()) < len(read) // 10


@pytest.mark.parametrize("name", NAMES[5:])
def test_words_of_payments_stay_where_nothing_else_tells_of_one(name: str) -> None:
    assert names(name)[0] == name


@pytest.mark.parametrize("around", ["TRF TO {} REF 1234", "/INV/44 {} PMT", "FT4917367 {}"])
def test_no_name_is_lost_in_a_line(around: str) -> None:
    """Also with digits, slashes and words of payments in it; dashes part a name."""
    listed = [name for name in captions() if any(map(str.isalpha, name))]
    lost = [name for name in listed if not _held(name, names(around.format(name)))]
    assert not lost


def _held(name: str, found: tuple[str, ...]) -> bool:
    return any(_bare(name) == _bare(one) for one in found)


def _bare(name: str) -> str:
    return "".join(char for char in name if char.isalnum())


WORDS = st.sampled_from(
    [
        *(
            "IVAN",
            "TEAL",
            "TRF",
            "TO",
            "FROM",
            "REF",
            "123",
            "/INV/",
            ":59:",
            "USD 5",
            "B/O",
            "FOR",
        ),
        *(
            "\n",
            "-",
            "//",
            "/",
            "MAY",
            "17",
            "2024",
            "PAYMENT",
            "ORDER",
            "OF",
            "BANK",
            "M23",
            "S/O",
        ),
        *(
            "DE89370400440532013000",
            "Überweisung",
            "von",
            "ОПЛАТА",
            "№",
            "от",
            "تحويل",
            "İ",
            "ß",
            "王伟",
        ),
    ]
)


@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_what_is_taken_out_stood_in_the_line(line: str) -> None:
    for name in names(line):
        assert name in " ".join(line.split())


@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_a_name_is_given_once_and_in_an_order(line: str) -> None:
    found = names(line)
    assert len(found) == len(set(found))
    assert found == names(line)


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    is_payment(text)
    assert all(name == name.strip() and name for name in names(text))


@given(st.text("A1/:-. \n", max_size=3000))
def test_no_line_takes_long(text: str) -> None:
    names(text)
    is_payment(text)


@pytest.mark.parametrize(
    "piece", ["A ", "1 ", "A1", "A/", "1/", "TO ", "MAY ", "A - ", "PO ", "FOR A ", "AB12 "]
)
def test_a_line_of_one_piece_takes_no_longer_than_others(piece: str) -> None:
    assert len(names(piece * 2000)) < 2000
