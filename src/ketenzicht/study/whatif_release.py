"""What follows from a model that was estimated from a study leaves as the other figures of that study do.

The model file says which study it was estimated from and how figures were protected then. The policy that holds now,
and what the study asks above it, hold for the what-if; never less than when the model was estimated. Each what-if
that leaves is a line in the ledger. Its figures rest on a model and carry no numbers of cases by name, so a later
release is not held against them; that is why they are rounded and rest on enough cases one by one.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.chain.yaml_text import yaml_text
from ketenzicht.errors import UserError
from ketenzicht.study.policy import policy_of
from ketenzicht.study.release import Approval, Released, ledger_path, release_study
from ketenzicht.study.run import study_facts
from ketenzicht.study.settings import Study, load_study

if TYPE_CHECKING:
    from ketenzicht.publish.content import ReportContent
    from ketenzicht.publish.policy import Policy
    from ketenzicht.publish.together import ReleaseFigures
    from ketenzicht.publish.whatif_shown import PublishedWhatIf
    from ketenzicht.whatif.compare import Comparison
    from ketenzicht.whatif.model_file import ModelFile
    from ketenzicht.whatif.tornado import Bar

FOLDER = "whatif"
"""Where the last report lands, within ``out``."""
HEAD = """
# De studie hierachter: wat uit dit model volgt, valt onder haar beleid en komt in haar grootboek.
"""


@dataclass(frozen=True)
class StudyBehind:
    """The study that a model was estimated from, and the rules for what leaves.

    Args:
        study: the study.
        fingerprints: of the registration files that the model was estimated from.
        policy: the rules that hold.
        ledger: where releases are recorded.
    """

    study: Study
    fingerprints: Mapping[str, str]
    policy: Policy
    ledger: Path


def study_text(study: Study, file: Path, fingerprints: Mapping[str, str]) -> str:
    """What a model file says of the study behind it.

    Args:
        study: the study.
        file: the model file.
        fingerprints: of its registration files.
    """
    policy = policy_of(study).policy
    said = {
        "map": os.path.relpath(study.folder, file.parent),
        "gegevens": dict(sorted(fingerprints.items())),
        "onthulling": {
            "afronden": policy.rounding,
            "drempel": policy.threshold,
            "beschermingsinterval": policy.protection,
        },
    }
    return HEAD + yaml_text({"studie": said})


def study_behind(model: ModelFile, *, on: date | None = None) -> StudyBehind | None:
    """The study that a model rests on; None when it rests on none.

    Args:
        model: the file.
        on: the day on which figures leave; today when left out.

    Raises:
        UserError: the model does not say which study it is, the study is not there, its policy does not hold, or the
            policy refuses figures of models.
    """
    if not model.estimated:
        return None
    said = model.content.study
    if said is None:
        raise UserError(
            "Dit model rust op een studie, maar zegt niet op welke.",
            why="Wat eruit volgt, gaat naar buiten volgens het beleid en in het grootboek van die studie.",
            fix="Schat het model opnieuw met: ketenzicht whatif estimate.",
            file=model.path,
        )
    folder = model.path.parent / said.folder
    if not (folder / "study.yaml").is_file():
        raise model.error(
            ("studie", "map"),
            "De studie achter dit model is hier niet te vinden.",
            why="Zonder de studie is niet bekend welk beleid geldt, en waar de vrijgave wordt opgeschreven.",
            fix="Zet het model terug in de beveiligde map van de studie, of verbeter 'map'.",
        )
    study = load_study(folder)
    in_force = policy_of(study, on=on)
    policy = replace(
        in_force.policy,
        rounding=max(in_force.policy.rounding, said.rules.rounding),
        threshold=max(in_force.policy.threshold, said.rules.threshold),
        protection=max(in_force.policy.protection, said.rules.protection),
    )
    return StudyBehind(study, said.fingerprints, policy, ledger_path(study, in_force))


def release_from_study(
    comparison: Comparison,
    bars: Sequence[Bar],
    behind: StudyBehind,
    *,
    on: date | None = None,
    approval: Approval | None = None,
) -> tuple[PublishedWhatIf, Released]:
    """Protect a what-if, and let it out as the figures of its study.

    Args:
        comparison: the exact figures.
        bars: what each number does.
        behind: the study that the model was estimated from.
        on: the day on which it leaves, for the ledger; today when left out.
        approval: of a second person, where the policy asks for one.

    Raises:
        UserError: an estimate rests on too few cases, the ledger is broken, or what was approved is something else.
    """
    from ketenzicht.publish.content import ReportContent
    from ketenzicht.publish.whatif import release_whatif
    from ketenzicht.publish.whatif_report import whatif_mark

    shown = release_whatif(comparison, behind.policy, bars)
    facts = study_facts(behind.study, behind.fingerprints)
    asked = {**facts.parameters, "what_if": whatif_mark(shown)}

    def protect(_earlier: Sequence[ReleaseFigures]) -> ReportContent:
        return ReportContent(
            study=replace(facts, parameters=asked),
            chain=behind.study.chain,
            results=(),
            quality=None,
            attrition=(),
            policy=behind.policy,
        )

    released = release_study(
        behind.study, protect, (), behind.ledger, on=on or date.today(), approval=approval
    )
    return replace(shown, released=released.content), released


def keep_whatif(study: Study, released: Released, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Keep the report of a what-if in the study behind it, in the place of an earlier one, to be shown there.

    Args:
        study: the study.
        released: how its figures left.
        files: the report, by the name of the file.
    """
    from ketenzicht.publish.whatif_report import MADE
    from ketenzicht.publish.write import MANIFEST, write_with_manifest

    return write_with_manifest(study.out / FOLDER, released.content, files, MADE, MANIFEST)
