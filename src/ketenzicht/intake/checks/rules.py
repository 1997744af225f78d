"""The rules: what each is called, how grave it is, what it means and how to mend it.

Dimensions are those of Kahn and others, "A harmonized data quality assessment terminology" (eGEMs 2016).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ketenzicht.message import Message, message

Dimension = Literal["conformiteit", "volledigheid", "plausibiliteit"]
Severity = Literal["fout", "waarschuwing", "melding"]
"""``fout``: the row or value is left out. ``waarschuwing``: it is used, look at it. ``melding``: good to know."""


@dataclass(frozen=True)
class Rule:
    """One rule.

    Args:
        id: stable name, in the reference and in files.
        dimension: of data quality.
        severity: what it means for the row.
        what: what was found, and what was done with it.
        fix: what to do about it.
    """

    id: str
    dimension: Dimension
    severity: Severity
    what: Message
    fix: Message


_ALL = (
    Rule(
        "kapotte-regel",
        "conformiteit",
        "fout",
        message("Regels met te veel of te weinig velden; ze zijn niet gelezen."),
        message("Kijk of er een scheidingsteken in een veld staat, of dat het bestand is afgekapt."),
    ),
    Rule(
        "afgekapt-bestand",
        "volledigheid",
        "waarschuwing",
        message("De laatste regel van het bestand is niet af; er ontbreken waarschijnlijk rijen."),
        message("Maak de export opnieuw en vergelijk het aantal rijen."),
    ),
    Rule(
        "kolommen-veranderd",
        "conformiteit",
        "waarschuwing",
        message("De eerste regel van het bestand is anders dan toen de koppeling werd gemaakt."),
        message("Kijk of elke kolom nog hetzelfde betekent en pas kolommen: in de koppeling aan."),
    ),
    Rule(
        "onbekende-activiteit",
        "conformiteit",
        "fout",
        message("Activiteiten die niet in de vertaling staan; deze rijen doen niet mee."),
        message("Zet de waarde in de koppeling onder activiteit, vertaling."),
    ),
    Rule(
        "onbekende-code",
        "conformiteit",
        "fout",
        message("Waarden die niet in de codelijst staan; de rij telt mee, de waarde niet."),
        message("Verbeter de waarde, of vertaal haar in de koppeling."),
    ),
    Rule(
        "onbekende-einde-reden",
        "conformiteit",
        "fout",
        message("Redenen van beëindiging die de keten niet kent; het einde telt mee, de reden niet."),
        message("Verbeter de code, of vertaal haar in de koppeling bij einde_reden."),
    ),
    Rule(
        "onbekende-organisatie",
        "conformiteit",
        "melding",
        message("Organisaties die niet in de keten staan; hun naam is overgenomen."),
        message("Vertaal de naam in de koppeling als het wel een organisatie van de keten is."),
    ),
    Rule(
        "foute-datum",
        "conformiteit",
        "fout",
        message("Waarden in een datumkolom die geen datum zijn; deze gebeurtenissen doen niet mee."),
        message("Verbeter de datum, of noem de schrijfwijze in de koppeling bij datums."),
    ),
    Rule(
        "tijdzones",
        "conformiteit",
        "melding",
        message("Tijden met een andere tijdzone dan de Nederlandse; ze zijn omgerekend."),
        message("Klopt dat niet, kijk dan hoe de bron tijden exporteert."),
    ),
    Rule(
        "gemengde-tijdzones",
        "conformiteit",
        "waarschuwing",
        message("In een kolom staan tijden van verschillende tijdzones door elkaar; ze zijn omgerekend."),
        message("Kijk of dat zo bedoeld is: anders schuiven tijden een of twee uur."),
    ),
    Rule(
        "bsn-elfproef",
        "conformiteit",
        "waarschuwing",
        message("Nummers die geen geldig BSN zijn (elfproef); ze zijn wel gebruikt om te koppelen."),
        message("Controleer het nummer in de bron."),
    ),
    Rule(
        "bsn-onbekend",
        "volledigheid",
        "melding",
        message("BSN is opgegeven als onbekend; deze personen zijn aan niemand gekoppeld."),
        message("Vul het BSN aan als het inmiddels bekend is."),
    ),
    Rule(
        "bsn-ongeboren",
        "volledigheid",
        "melding",
        message("Ongeboren kind zonder BSN; deze personen zijn aan niemand gekoppeld."),
        message("Vul het BSN aan na de geboorte."),
    ),
    Rule(
        "dummynummer",
        "volledigheid",
        "waarschuwing",
        message("Nummers met alleen nullen of negens; deze personen zijn aan niemand gekoppeld."),
        message(
            "Zet in de koppeling bsn_afspraak: vt-1 of jeugd, zodat duidelijk is wat het nummer betekent."
        ),
    ),
    Rule(
        "zonder-casus",
        "volledigheid",
        "waarschuwing",
        message("Gebeurtenissen zonder huishouden, persoon of casus; ze zijn nergens aan te koppelen."),
        message("Vul het nummer aan in de bron."),
    ),
    Rule(
        "zonder-huishouden",
        "volledigheid",
        "waarschuwing",
        message("Rijen zonder nummer van het huishouden; zij zijn hooguit via een persoon te koppelen."),
        message("Vul het nummer aan in de bron."),
    ),
    Rule(
        "datum-ontbreekt",
        "volledigheid",
        "waarschuwing",
        message("Gebeurtenissen zonder datum; ze tellen mee met een onbekende datum."),
        message("Vul de datum aan in de bron."),
    ),
    Rule(
        "datum-onbekend",
        "volledigheid",
        "waarschuwing",
        message("Datums die als onbekend zijn opgegeven."),
        message("Vul de datum aan in de bron als hij inmiddels bekend is."),
    ),
    Rule(
        "deel-datum",
        "volledigheid",
        "waarschuwing",
        message("Datums waarvan de dag of de maand ontbreekt; zij krijgen geen dag toegedicht."),
        message("Vul de hele datum aan in de bron."),
    ),
    Rule(
        "na-gegevens",
        "plausibiliteit",
        "fout",
        message("Gebeurtenissen na de laatste dag van de gegevens; ze doen niet mee."),
        message("Verbeter de datum, of pas gegevens: tot: aan in study.yaml."),
    ),
    Rule(
        "einde-voor-begin",
        "plausibiliteit",
        "fout",
        message("Een einde dat voor het begin ligt; het einde doet niet mee, het traject telt als lopend."),
        message("Verbeter een van de twee datums in de bron."),
    ),
    Rule(
        "volgorde-in-traject",
        "plausibiliteit",
        "waarschuwing",
        message("Gebeurtenissen van een traject die niet in de volgorde van de keten liggen; ze doen mee."),
        message("Controleer de datums; hulp die al liep voor de overdracht kan zo bedoeld zijn."),
    ),
    Rule(
        "volgorde-in-bestand",
        "plausibiliteit",
        "waarschuwing",
        message("Rijen met een eerdere tijd dan de rij ervoor van dezelfde casus; ze zijn op tijd gezet."),
        message("Kijk of de tijden kloppen als de volgorde van het bestand iets betekent."),
    ),
    Rule(
        "dubbele-rij",
        "plausibiliteit",
        "fout",
        message("Rijen die in elke kolom gelijk zijn aan een eerdere rij; ze tellen een keer."),
        message("Zijn het echt verschillende gebeurtenissen, zet dan dubbele_rijen: houden in de koppeling."),
    ),
    Rule(
        "latere-levering",
        "plausibiliteit",
        "melding",
        message("Gebeurtenissen die ook in een latere levering staan; de latere levering telt."),
        message("Klopt de volgorde niet, zet dan levering: in de koppelingen."),
    ),
    Rule(
        "letterlijk-na",
        "plausibiliteit",
        "melding",
        message("Nummers die letterlijk NA, N/A, NULL of NONE heten; ze zijn als nummer gebruikt."),
        message("Betekent het dat het nummer ontbreekt, laat die rijen dan weg met waar: in de koppeling."),
    ),
    Rule(
        "kolom-veranderd",
        "plausibiliteit",
        "waarschuwing",
        message("Een kolom die halverwege iets anders lijkt te betekenen."),
        message("Vraag na wat er toen in de registratie is veranderd; vergelijk niet over die datum heen."),
    ),
    Rule(
        "ocel-verdubbeld",
        "plausibiliteit",
        "melding",
        message("Gebeurtenissen die bij meer dan een object horen; ze tellen bij elk object een keer."),
        message("Kies een ander objecttype als dat niet zo bedoeld is."),
    ),
    Rule(
        "ocel-verloren",
        "volledigheid",
        "waarschuwing",
        message("Gebeurtenissen zonder object van het gekozen type; ze doen niet mee."),
        message("Kies een ander objecttype als deze gebeurtenissen nodig zijn."),
    ),
    Rule(
        "afgesloten-levering",
        "volledigheid",
        "waarschuwing",
        message("Deze levering bevat alleen afgesloten meldingen en onderzoeken; lopende ontbreken."),
        message("Meet doorlooptijden en voorraad niet met dit bestand."),
    ),
)

RULES = {rule.id: rule for rule in _ALL}
"""Every rule by its id, in the order in which a report shows them."""
