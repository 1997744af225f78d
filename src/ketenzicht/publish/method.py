"""How the figures came about, in plain words: estimators, protection of persons, how sure the facts are."""

from __future__ import annotations

from ketenzicht.chain.certainty import CERTAINTY_NAMES
from ketenzicht.message import message
from ketenzicht.publish.content import ReportContent
from ketenzicht.publish.language import Wording
from ketenzicht.publish.views import Pair


def method_words(content: ReportContent, wording: Wording) -> tuple[Pair, ...]:
    """What was done, as headings with a paragraph; only what concerns the measures that are shown."""
    policy = content.policy
    kinds = {result.kind for result in content.results}
    parts = [
        (
            message("Van registratie naar geschiedenis"),
            message(
                "Elke rij van een registratie wordt een gebeurtenis in de keten. Gebeurtenissen van dezelfde "
                "zaak staan op volgorde. Zo ontstaan fasen met een begin en een einde. Wat op de laatste dag "
                "van de gegevens nog loopt, telt mee tot die dag."
            ),
        ),
        (
            message("Aandelen"),
            message(
                "Een aandeel is een deel van een geheel. Het interval is berekend met de methode van Wilson."
            ),
        ),
    ]
    if "incidentie" in kinds:
        parts.append(
            (
                message("Kansen in de tijd"),
                message(
                    "Niet elke zaak is even lang gevolgd. De schatter van Aalen-Johansen houdt daar rekening "
                    "mee, en ook met gebeurtenissen waarna de uitkomst niet meer kan. Zonder zulke "
                    "gebeurtenissen is het de schatter van Kaplan-Meier. De grafiek verbindt de standen "
                    "per 30 dagen."
                ),
            )
        )
    if "herhaling" in kinds:
        parts.append(
            (
                message("Gemiddeld aantal keer"),
                message(
                    "Dit telt elke keer mee, niet alleen de eerste. Wie korter gevolgd is, telt mee zolang we hem "
                    "zien. Het interval houdt er rekening mee dat gebeurtenissen van één zaak samenhangen. "
                    "Overlijden of vertrekken er mensen, dan geven we twee gemiddelden: hoe vaak het bij alle "
                    "zaken echt gebeurde, en hoe snel het gaat bij de zaken die er nog zijn."
                ),
            )
        )
    if "hazard" in kinds:
        parts.append(
            (
                message("Tempo, verhoudingen en gecorrigeerde kansen"),
                message(
                    "Een tempo is hoe vaak iets per jaar gebeurt bij 100 zaken. Een verhouding zegt hoeveel "
                    "keer zo vaak dat is als in de vergelijkingsgroep, bij zaken die in de andere groepen "
                    "gelijk zijn en even lang gevolgd. Een gecorrigeerde kans is de kans als alle zaken in "
                    "die groep zaten en verder bleven zoals zij zijn. Een verschil is een samenhang: wat niet "
                    "geregistreerd is, telt niet mee."
                ),
            )
        )
    if "op-tijd" in kinds:
        parts.append(
            (
                message("Op tijd"),
                message(
                    "Een zaak is op tijd als de stap klaar is binnen de termijn. Wat nog open is en over de "
                    "termijn is, telt als te laat."
                ),
            )
        )
    if "score" in kinds:
        parts.append(
            (
                message("Verandering tussen twee metingen"),
                message(
                    "We vergelijken de eerste en de laatste meting van dezelfde zaak. Wie maar één keer is gemeten, "
                    "telt niet mee. Het interval van een gemiddelde verandering komt uit de t-verdeling."
                ),
            )
        )
    if "voorraad" in kinds:
        parts.append(
            (
                message("Caseload"),
                message(
                    "De caseload is per dag geteld. Instroom per dag maal gemiddeld verblijf geeft de "
                    "gemiddelde caseload (wet van Little); het verschil door de randen van de periode staat apart."
                ),
            )
        )
    if "caseload" in kinds:
        parts.append(
            (
                message("Waardoor de caseload verschilt"),
                message(
                    "De caseload is het aantal eerste meldingen, maal de meldingen per eerste melding, maal de open "
                    "dagen per melding, gedeeld door de dagen van de periode. Een verschil is precies over deze drie "
                    "verdeeld (LMDI-I, Ang 2004), gerekend met de getoonde, afgeronde cijfers. Het zegt welk deel "
                    "van het werk verschilt, niet wat de oorzaak is. Alle zaken zijn geteld, maar hoeveel er komen "
                    "en hoe een zaak loopt, is deels toeval. Het interval zegt hoeveel dat uitmaakt: alsof de zaken "
                    "met een toevallig gewicht nog eens waren geteld, alles van een zaak samen."
                ),
            )
        )
    parts.append(
        (
            message("Bescherming van personen"),
            message(
                "Alle aantallen zijn afgerond op {afronden}-tallen. Aantallen van 1 tot en met {grootste} tonen "
                "we niet. Aandelen zijn berekend uit afgeronde aantallen, en blijven weg als zij op te weinig "
                "zaken rusten. Daardoor tellen delen niet altijd precies op tot het geheel. Waaruit een weggelaten "
                "aantal zou volgen, laten we ook weg.",
                afronden=policy.rounding,
                grootste=policy.threshold - 1,
            ),
        )
    )
    parts.append(
        (
            message("Eerdere cijfers"),
            message(
                "Dit rapport is vergeleken met eerdere vrijgaven in hetzelfde grootboek. Wat samen een klein aantal "
                "zou verraden, is weggelaten. Wat anderen over dezelfde mensen publiceerden, kennen we niet. Kijk "
                "daar zelf naar voordat u tabellen verder verspreidt."
            )
            if content.release
            else message(
                "Dit rapport is niet vergeleken met eerdere rapporten. Samen kunnen zij een klein aantal verraden. "
                "Kijk daar zelf naar voordat u tabellen verder verspreidt."
            ),
        )
    )
    return tuple((wording.text(title), wording.text(text)) for title, text in parts)


def certainty_words(wording: Wording) -> tuple[Pair, ...]:
    """The letters for how sure a fact is."""
    return tuple((letter, wording.text(message(name))) for letter, name in CERTAINTY_NAMES.items())


CERTAINTIES = (
    message("officiële bron"),
    message("officiële bron van voor 2019"),
    message("tweede hand (pers of sector)"),
    message("eigen som of voorstel"),
    message("niet nagegaan"),
)
"""The names of :data:`CERTAINTY_NAMES` again, so that the extractor of texts to translate sees them."""
