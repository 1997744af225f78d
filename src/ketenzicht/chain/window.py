"""A first and a last day, as every file of ours that is about some days writes them."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from ketenzicht.chain.model.base import Node


class Window(Node):
    """A first and a last day, both included."""

    first: date = Field(alias="van")
    last: date = Field(alias="tot")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"de laatste dag ({self.last}) ligt voor de eerste ({self.first})")
        return self
