"""What a count is a count of: definition codes, what they consist of, and where a series of one code breaks.

Published counts that go by one name often count different things. Only counts with one code may be compared; counts
of several codes may be added only where a definition says that they are its parts.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from ketenzicht.chain.model.base import Id, Node, Sourced, Text, as_tuple

Code = Annotated[str, Field(pattern=r"^[A-Z0-9]+(_[A-Z0-9]+)*$", description="Code in hoofdletters")]
Codes = Annotated[tuple[Code, ...], BeforeValidator(as_tuple, json_schema_input_type=Code | list[Code])]


class Definition(Node):
    """What is counted under a code; ``parts`` are codes that never count a case twice and together count them all."""

    code: Code
    name: Text = Field(alias="naam")
    parts: Codes = Field(default=(), alias="delen")


class SeriesBreak(Sourced):
    """Where the series of a code breaks (``breuk``), or what to know of a stretch of it (``kanttekening``).

    No line is drawn and no change worked out across a break. A remark is only shown.
    """

    id: Id
    kind: Literal["breuk", "kanttekening"] = Field(default="breuk", alias="soort")
    definitions: Codes = Field(alias="definities", min_length=1)
    first: str | None = Field(default=None, alias="vanaf")
    """The first period after the break, or that the remark is about; written as in the reference values."""
    last: str | None = Field(default=None, alias="tot")
    """Of a remark: the last period that it is about."""
    what: Text = Field(alias="wat")
