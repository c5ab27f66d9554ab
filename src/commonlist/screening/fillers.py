"""Words of payment lines, by how sure it is that they are no part of a name.

English, French, German, Dutch, Spanish, Italian, Portuguese, Polish, Turkish, Russian (in both
scripts) and Arabic, as core banking, SWIFT, ACH and SEPA write them. They are kept as
`bare` leaves them.
"""

import unicodedata


class _Bare(dict[int, str]):
    """Letters without marks, in capitals; one character stays one character."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        parts = unicodedata.normalize("NFKD", char)
        made = parts[0].upper() if all(map(unicodedata.combining, parts[1:])) else char
        self[code] = made if len(made) == 1 else char
        return self[code]


_BARE = _Bare()
_BARE.update({ord(char): "\n" for char in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"})


def bare(text: str) -> str:
    """Return a text of the same length in capitals without accents; line ends are line feeds."""
    return text.translate(_BARE)


def _words(text: str) -> frozenset[str]:
    return frozenset(bare(text).split())


BREAKS = _words("""
    TRF TRFR TRSF TFR TRANSF TRNSF XFER PMT PMTS PYMT PYMTS PYMNT PMNT RTGS IMPS UPI IBFT BACS
    BGC CHAPS FPI FPO FPS CHQ CHQS TXN TRX TRANSACTION REF REFS RFB EREF KREF MREF SVWZ VWZ
    ABWA ABWE IBAN BIC RRN UTR UETR E2E ENDTOENDID NOTPROVIDED PRLV OBI SEPA MPESA FEDWIRE
    IFSC VERWENDUNGSZWECK BLZ KTO KONTONR KTONR NÓMINA ÖDEMESİ ИНН КПП БИК НДС NDS KPP BIK
    KENMERK BETALINGSKENMERK OMSCHRIJVING CAUSALE TYTUŁEM TYTULEM
""")
"""Words that no name has; they end one wherever they stand."""
OTHER_BREAKS = _words("""
    ÜBERW UEBERW UEBERWEISUNG ÜBERWEISUNG DAUERAUFTRAG HAVALE ПЛАТЕЖ PLATEZH ПЕРЕВОД PEREVOD
    ОПЛАТА OPLATA تحويل حوالة OVERBOEKING OVERSCHRIJVING BONIFICO PRZELEW
""")
"""The same, of languages whose prepositions go with them."""

FILL = _words("""
    ACC ACCT ACCOUNT A/C AMT AMOUNT ATM POS BR CR DATED DTD FT IFO FAO FBO FFC OBO BNF BENEF
    BENEFICIARY INV INVOICE REPAYMENT INVOICES INWARD OUTWARD MSG PAID PAYMENT REFERENCE
    REFUND REGARDING REMIT REMITTANCE RENT SALARY SALARIES TUITION VAT WAGES TT DD WT EFT ACH
    PPD CCD DEP CHEQUE CHEQUES WITHDRAWAL WDL PURCHASE M/S MNDT SEQ NARRATIVE NARR PAYEE PAYER
    REMITTER REMITTANCES DEPOSITED TRANSFERRED SENT DEBITED CREDITED USD EUR GBP NOTPROVIDED
    MANDATE VISA MASTERCARD AGMT DESC PAYROLL PURPOSE DETAILS ADDRESS
""")
OTHER_FILL = _words("""
    VIREMENT VIRT PAIEMENT RÈGLEMENT REGLT RGLT VERSEMENT RETRAIT PRÉLÈVEMENT FACTURE FACT
    SALAIRE LOYER COMPTE CPTE MOTIF LIBELLE INSTANTANÉ CONTRAT ESPÈCES REÇU ÉMIS MDT ZAHLUNG
    RECHNUNG RNR RENR GEHALT LOHN MIETE LASTSCHRIFT GUTSCHRIFT EINZAHLUNG AUSZAHLUNG
    BAREINZAHLUNG BARAUSZAHLUNG KARTENZAHLUNG KONTO VERTRAG MANDAT AUFTRAGGEBER EMPFÄNGER
    EMPFAENGER ZUGUNSTEN TRANSFERENCIA PAGO ABONO FACTURA FRA ALQUILER CONTRATO CUENTA CTA
    RECIBO CONCEPTO BENEFICIARIO ORDENANTE BIZUM EFECTIVO INGRESO RETIRO ÖDEME ODEMESI BEDELİ
    MAAŞ FATURA HESAP HESABI HESABINA GÖNDEREN ALICI LEHDAR AÇIKLAMA VİRMAN NAKİT ПЛАТ СЧЕТ
    СЧЕТУ СЧ ДОГОВОР ДОГОВОРУ ДОГ КОНТРАКТ НАКЛАДНАЯ СУММА РУБ КОП ЗАРПЛАТА ЗАРПЛАТЫ АРЕНДА
    АРЕНДУ АРЕНДЫ ПОЛУЧАТЕЛЬ ПЛАТЕЛЬЩИК НАЗНАЧЕНИЕ СРЕДСТВ УСЛУГИ ТОВАР ВЗНОС ПОПОЛНЕНИЕ SCHET
    SCHETU DOGOVOR DOGOVORU KONTRAKT ZARPLATA ARENDA POLUCHATEL PLATELSHCHIK SREDSTV USLUGI
    SUMMA RUB BETALING FACTUUR SALARIS HUUR BEGUNSTIGDE OPDRACHTGEVER MEDEDELING INCASSO
    PAGAMENTO FATTURA STIPENDIO AFFITTO ORDINANTE ACCREDITO ADDEBITO FAKTURA WYNAGRODZENIE CZYNSZ
    ODBIORCA NADAWCA ZLECENIODAWCA WPŁATA WPLATA TRANSFERÊNCIA SALÁRIO ALUGUEL ALUGUER
    BENEFICIÁRIO إيداع نقدي شيك سحب راتب رواتب إيجار فاتورة رقم دفعة دفع عقد مرجع مبلغ المستفيد
""")
"""Words that hardly begin or end a name; within one they may stand."""

MOVES = _words("""
    TRANSFER TRANSFERS PAYMENTS WIRE CREDIT CREDITS DEBIT DIRECT STANDING ORDER DEPOSIT PAYOUT
    CHECK INSTANT INTERNAL NEFT URGENT MOBILE ONLINE SWIFT CONTRACT AGREEMENT DRAFT BRANCH
    BONUS LOAN FEE FEES INSTALMENT INSTALLMENT PREMIUM COMMISSION SUBSCRIPTION BALANCE ADVANCE
    PENSION DIVIDEND CHARGES CHARGE SETTLEMENT DONATION CONSULTING VIR DÉPÔT DEPÓSITO GELEN
    GİDEN DEKONT SUELDO HAWALA НАЛИЧНЫМИ НАЛИЧНЫЕ قيمة مقابل
""")
"""Words of payments that names begin or end with too; two in a row are no name's."""

PURPOSES = _words("""
    BANK CARD COST CUSTOMER DATE DEBT DUE EDUCATION EXPENSES FAMILY FINAL FIRST FREIGHT FULL
    FUND FUNDS FX GIFT GOODS HALF HELP HOTEL LOCAL MAINTENANCE MEDICAL MONTHLY NA NAME NET
    NUMBER OUR OWN PART PERSONAL RENTAL SAVINGS SECOND SERVICE SERVICES SHA SHIPMENT
    SHIPPING STATEMENT SUPPLIES SUPPORT TAX TICKET TRADE TRAVEL VALUE WEEKLY YOUR WEEK MONTH
    YEAR DESCRIPTION SELF SCHOOL TERM TREATMENT FRAIS COURSES LOGEMENT HONORAIRES AGENCE FILIALE
    SUCURSAL ŞUBE SUBE CONSULTA GASTOS HILFE SPENDE Т.Ч ФИЛИАЛ فرع بنك
""")
"""What a payment is for: a run of nothing else is no name, and neither is what follows FOR."""

MONTHS = _words("""
    JAN FEB MAR APR MAY JUN JUL AUG SEP SEPT OCT NOV DEC JANUARY FEBRUARY MARCH APRIL JUNE
    JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER JANVIER FÉVRIER MARS AVRIL MAI JUIN
    JUILLET AOÛT SEPTEMBRE OCTOBRE NOVEMBRE DÉCEMBRE JANUAR FEBRUAR MÄRZ MAERZ JUNI JULI
    OKTOBER DEZEMBER ENERO FEBRERO MARZO ABRIL MAYO JUNIO JULIO AGOSTO SEPTIEMBRE OCTUBRE
    NOVIEMBRE DICIEMBRE OCAK ŞUBAT MART NİSAN MAYIS HAZİRAN TEMMUZ AĞUSTOS EYLÜL EKİM KASIM
    ARALIK ЯНВАРЬ ФЕВРАЛЬ МАРТ АПРЕЛЬ МАЙ ИЮНЬ ИЮЛЬ АВГУСТ СЕНТЯБРЬ ОКТЯБРЬ НОЯБРЬ ДЕКАБРЬ
    يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
""")
NAMESAKES = MONTHS | _words("""
    BILL CASH BEN ORD ID KİRA MMT NO NR PAY SO PO RE AC DR IN ON AT AN PER
""")
"""Words of payments that are names as well, months above all."""

LEADS = _words("TO FROM BY VIA WITH")
"""What stands between a word of payments and a name."""
OTHER_LEADS = _words("""
    OF FOR AND OR & DE DU DES D' A AU AUX LA EN POR PAR PARA POUR VON AN FÜR FUER ZU AUS VOM
    ZUM NAAR AAN DLA OD DLYA ZA OT PO NA V ДЛЯ ЗА ОТ ПО НА В إلى من عن
""")
"""The same, but names begin with these too: they go only after what is no name."""
TAILS = _words("""
    AND & OR BY FOR FROM OF TO VIA WITH THE POUR PARA FÜR FUER ZA DLYA ДЛЯ ЗА ОТ ПО İÇİN من
    إلى VOM BEZ БЕЗ SANS OHNE
""")
"""What no name ends with."""
WHATFORS = _words("FOR POUR FÜR FUER VOOR ZA DLYA ЗА İÇİN مقابل")
"""What stands before a purpose."""
FORMS = _words("""
    LTD LLC INC CO COMPANY CORP GMBH AG SA SARL SAS BV NV PLC LIMITED LLP JSC OOO ООО ОАО ЗАО
    АО OAO ZAO AO SRL SPA SL AS A.S OY AB KG FZE FZCO FZC PTE PVT PRIVATE GROUP HOLDING
""")
"""Legal forms: alone they name nobody."""
FIRMS = FORMS | _words("BANK FUND SERVICES SERVICE HOTEL TRADE SHIPPING SUPPLIES TRAVEL")
"""What a firm's name ends with."""
