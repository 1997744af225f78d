"""Hand many arrays to compiled functions as one reference.

Numba passes a named tuple by value, seven words per array at every call, and counts references to each array that
is touched. With the sixty arrays of a plan and a state that is nearly all the time that a run takes: measured, 44
microseconds per spell against 0.6. Here the outermost function lays the arrays of a named tuple in its frame and
hands on the address; the code that reads it looks the same (``state.cases``), and nothing is counted: the tuple that
Python holds keeps the arrays alive as long as the outermost function runs.

Only :func:`kernel` functions, which cannot make arrays, may take a reference.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel.models import PrimitiveModel
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, intrinsic, lower_getattr_generic, register_model

Loop = TypeVar("Loop", bound=Callable[..., object])


def kernel(loop: Loop) -> Loop:
    """Compile a function that others of its kind call: no references are counted in it."""
    options: dict[str, Any] = {"_nrt": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return cast(Loop, numba.njit(error_model="numpy", **options)(loop))


class Reference(types.Type):
    """The type of a reference to the fields of a named tuple."""

    def __init__(self, of: Any) -> None:
        self.fields = tuple(zip(of.fields, of.types, strict=True))
        super().__init__(f"Reference({of.name})")


@register_model(Reference)
class _Model(PrimitiveModel):
    def __init__(self, manager: Any, of: Any) -> None:
        super().__init__(manager, of, ir.IntType(8).as_pointer())


def _layout(context: Any, of: Reference) -> Any:
    return ir.LiteralStructType([context.get_value_type(kind) for _, kind in of.fields])


@infer_getattr
class _Fields(AttributeTemplate):
    key = Reference

    def generic_resolve(self, of: Reference, name: str) -> Any:
        return dict(of.fields).get(name)


@lower_getattr_generic(Reference)
def _field(context: Any, builder: Any, of: Reference, value: Any, name: str) -> Any:
    names = [field for field, _ in of.fields]
    place = builder.bitcast(value, _layout(context, of).as_pointer())
    return builder.load(cgutils.gep_inbounds(builder, place, 0, names.index(name)))


@intrinsic
def by_reference(_typing: Any, of: Any) -> Any:
    """A reference to the arrays of a named tuple, for as long as the function that asks for it runs."""

    def lower(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        reference = signature.return_type
        place = cgutils.alloca_once(builder, _layout(context, reference))
        for number, kind in enumerate(of.types):
            array = context.make_array(kind)(context, builder, builder.extract_value(arguments[0], number))
            for owner in ("meminfo", "parent"):
                setattr(array, owner, cgutils.get_null_value(getattr(array, owner).type))
            builder.store(array._getvalue(), cgutils.gep_inbounds(builder, place, 0, number))
        return builder.bitcast(place, ir.IntType(8).as_pointer())

    return Reference(of)(of), lower
