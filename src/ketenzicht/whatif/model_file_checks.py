"""What a model file must satisfy beyond its form: every name in it names something, said with line and remedy."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ketenzicht.chain.model import Chain
from ketenzicht.errors import did_you_mean
from ketenzicht.intake.yaml_model import Places, error_at
from ketenzicht.whatif.model_file_nodes import ModelContent, RouteNode, StageNode

Where = tuple[str | int, ...]


def check_content(content: ModelContent, chain: Chain, places: Places) -> None:
    """Refuse names that name nothing.

    Raises:
        UserError: the first one, at its line.
    """
    check = _Checks(content, chain, places)
    for name, cases in content.cases.items():
        check.known(("zaken", name, "begint_in"), "fase", cases.entry, content.stages)
    for name, organisation in content.organisations.items():
        if organisation.name is None:
            check.named(("organisaties", name), name, [one.id for one in chain.organisations])
    for name, stage in content.stages.items():
        check.stage(("fasen", name), name, stage)
    for name, route in content.routes.items():
        check.route(("routes", name), route)
    if content.returns:
        for standing, levels in content.returns.standings.items():
            for name, level in levels.items():
                if level.then is not None:
                    where: Where = ("terugkeer", "standen", standing, name, "dan")
                    check.known(where, "niveau", level.then, levels)


class _Checks:
    def __init__(self, content: ModelContent, chain: Chain, places: Places) -> None:
        self.content, self.chain, self.places = content, chain, places
        self.standings = content.returns.standings if content.returns else {}

    def known(self, where: Where, what: str, name: str, names: Collection[str]) -> None:
        if name not in names:
            raise error_at(
                self.places,
                where,
                f"Het model heeft geen {what} '{name}'.",
                why="Misschien is het een tikfout.",
                fix=did_you_mean(name, names) or "Kies uit: " + ", ".join(sorted(names)) + ".",
            )

    def named(self, where: Where, name: str, of_chain: Collection[str]) -> None:
        """What the chain does not know needs a name for readers."""
        if name not in of_chain:
            raise error_at(
                self.places,
                where,
                f"De keten {self.chain.id} kent '{name}' niet, en er staat geen naam bij.",
                why="Een lezer moet weten wat dit is.",
                fix=f"{did_you_mean(name, of_chain)} Of voeg 'naam:' toe.".strip(),
            )

    def stage(self, where: Where, name: str, stage: StageNode) -> None:
        if stage.name is None:
            self.named(where, name, [one.id for one in self.chain.stages])
        if stage.by is not None and stage.divided is not None:
            raise error_at(
                self.places, where, "'bij' en 'verdeling' staan er allebei.", fix="Haal een van de twee weg."
            )
        for organisation in [stage.by] if stage.by else stage.divided.value if stage.divided else ():
            self.known((*where, "bij"), "organisatie", organisation, self.content.organisations)
        if stage.ends is None and len(stage.duration) > 1:
            raise error_at(
                self.places,
                (*where, "duur"),
                f"De fase '{name}' heeft {len(stage.duration)} soorten einde, maar geen aandelen.",
                fix="Voeg 'einde:' toe met het aandeel van elk.",
            )
        if stage.ends is not None and set(stage.ends.value) != set(stage.duration):
            missing = sorted(set(stage.ends.value) ^ set(stage.duration))
            raise error_at(
                self.places,
                (*where, "einde"),
                f"'{missing[0]}' staat wel bij de aandelen en niet bij de duur, of andersom.",
                fix="Geef elk einde een aandeel en een duur.",
            )
        if stage.patience and not (stage.by or stage.divided):
            raise error_at(
                self.places,
                (*where, "geduld"),
                f"Niemand wacht op een plaats voor '{name}', dus geduld betekent niets.",
                fix="Noem bij wie de fase is: 'bij:'.",
            )
        for end, levels in stage.leaves.items():
            self.known((*where, "laat_na", end), "einde", end, ends_of(stage))
            self.levels((*where, "laat_na", end), levels)
        self.levels((*where, "stand"), stage.standing)
        self.levels((*where, "stand_wachtend"), stage.waiting_standing)
        for cases in stage.priority_by_class:
            self.known((*where, "voorrang_bij", cases), "soort zaken", cases, self.content.cases)
        if stage.term is not None and not stage.term.isdigit():
            terms = [term.id for one in self.chain.stages if one.id == name for term in one.terms]
            self.known((*where, "termijn"), "termijn", stage.term, terms)

    def levels(self, where: Where, levels: Mapping[str, str]) -> None:
        for standing, level in levels.items():
            self.known((*where, standing), "stand", standing, self.standings)
            self.known((*where, standing), f"niveau van '{standing}'", level, self.standings[standing])

    def route(self, where: Where, route: RouteNode) -> None:
        self.known((*where, "van"), "fase", route.stage, self.content.stages)
        for end in route.ends:
            self.known((*where, "na"), "einde", end, ends_of(self.content.stages[route.stage]))
        if route.case_class is not None:
            self.known((*where, "zaak"), "soort zaken", route.case_class, self.content.cases)
        for way, stage in route.to.items():
            self.known((*where, "naar", way), "weg", way, route.ways.value)
            self.known((*where, "naar", way), "fase", stage, self.content.stages)
        for number, beside in enumerate(route.beside):
            for way in beside.ways:
                self.known((*where, "ernaast", number, "bij"), "weg", way, route.ways.value)
            self.known((*where, "ernaast", number, "fase"), "fase", beside.stage, self.content.stages)


def ends_of(stage: StageNode) -> list[str]:
    """All ways in which a stage can end."""
    patience = [stage.patience.end] if stage.patience else []
    return list(dict.fromkeys([*stage.duration, *stage.drop_out, *patience]))
