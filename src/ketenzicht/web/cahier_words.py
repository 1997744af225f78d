"""What the codes of a study mean, in words for people."""

from __future__ import annotations

from ketenzicht.message import Label, message

DESIGN_WORDS: dict[str, Label] = {
    "synthese": message("brengt onderzoek bij elkaar"),
    "effect": message("meet een effect"),
    "samenhang": message("zoekt samenhang"),
    "beschrijvend": message("beschrijft"),
}
METHOD_WORDS: dict[str, Label] = {
    "dossieronderzoek": message("dossieronderzoek"),
    "registratieanalyse": message("analyse van registraties"),
    "enquete": message("enquête"),
    "interviews": message("interviews"),
    "casestudie": message("casestudie"),
    "quasi-experiment": message("vergelijking zonder loting"),
    "rct": message("proef met loting"),
    "cohortstudie": message("mensen lang gevolgd"),
    "literatuuronderzoek": message("literatuuronderzoek"),
    "kosten-baten": message("kosten en baten"),
    "evaluatie-wet": message("evaluatie van een wet"),
    "monitor": message("monitor"),
    "modelstudie": message("rekenmodel"),
    "expertsessie": message("gesprek met deskundigen"),
}
DIRECTION_WORDS: dict[str, Label] = {
    "positief": message("gunstig voor mensen"),
    "negatief": message("ongunstig voor mensen"),
    "gemengd": message("gunstig en ongunstig"),
    "geen": message("geen verschil"),
    "nvt": message("geen richting"),
}
READ_WORDS: dict[str, Label] = {
    "hele-pagina": message("de hele pagina"),
    "begin": message("het begin van de pagina"),
    "zoekfragment": message("een fragment bij het zoeken"),
    "alleen-gegevens": message("alleen titel en makers"),
}
