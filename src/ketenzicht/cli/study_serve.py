"""``ketenzicht study serve``: the pages of a study for people with accounts."""

from __future__ import annotations

from typing import Annotated

import typer

from ketenzicht.cli import accounts
from ketenzicht.cli.recorded import recorded
from ketenzicht.cli.study_trail import Folder

PORT = 8030


def register(study: typer.Typer) -> None:
    """Add these verbs to those of ``ketenzicht study``."""
    study.command("serve")(recorded("study serve")(serve))
    study.command("reset-second-step")(recorded("study reset-second-step")(reset_second_step))


def serve(
    folder: Folder,
    host: accounts.Host = "127.0.0.1",
    port: accounts.Port = PORT,
    name: accounts.Names = None,
    https: accounts.Https = False,
    coordinator: accounts.Coordinator = "",
    database: accounts.StudyDatabase = "",
    smtp: accounts.Smtp = "",
    sender: accounts.Sender = "",
    second_step: accounts.SecondStep = accounts.STRONG,
    proxy: accounts.Proxy = "",
) -> None:
    """Toon wat een studie heeft vrijgegeven aan mensen met een account; wie eraan werkt ziet ook concepten."""
    from ketenzicht.study.settings import load_study
    from ketenzicht.web.study.counter import Counter, place_of
    from ketenzicht.web.survey.app import application

    where = accounts.Listening("De studie", host, port, tuple(name or ()), https, proxy)
    mail = accounts.mail_given(smtp, sender)
    study = load_study(folder)
    place = place_of(study, database)
    place.prepare()
    logging_in = accounts.logging_in_given(study.folder, second_step, addresses=bool(proxy) or not https)
    counter = Counter(study, mail is not None, logging_in)
    accounts.show_until_stopped(
        where,
        place,
        lambda: application(counter, place, where.hosts, https=https, mail=mail),
        coordinator=coordinator,
    )


def reset_second_step(
    folder: Folder,
    email: Annotated[str, typer.Argument(metavar="E-MAIL", help="Van wie de tweede stap kwijt is.")],
    database: accounts.StudyDatabase = "",
) -> None:
    """Haal de tweede stap weg van wie telefoon en herstelcodes kwijt is; daarna kiest die persoon een nieuwe."""
    from ketenzicht.study.settings import load_study
    from ketenzicht.web.server import OWN_NAMES
    from ketenzicht.web.study.counter import Counter, place_of
    from ketenzicht.web.survey.app import application

    study = load_study(folder)
    place = place_of(study, database)
    place.prepare()
    application(Counter(study), place, OWN_NAMES)
    accounts.take_second_step_away(email)
