"""Hand many arrays to compiled functions as one reference.

Numba passes a named tuple by value, seven words per array at every call, and counts references to each array that
is touched. With the sixty arrays of a plan and a state that is nearly all the time that a run takes: measured, 44
microseconds per spell against 0.6. Here the outermost function lays the arrays of a named tuple in its frame and
hands on the address; the code that reads it looks the same (``state.cases``), and nothing is counted: the tuple that
Python holds keeps the arrays alive as long as the outermost function runs.

Only :func:`kernel` functions, which cannot make arrays, may take a reference. They know what they refer to by type,
so the compiler can choose between two functions (:func:`kernel_unless`), compile all into one piece
(:func:`in_one_piece`), and leave out the question whether an index is negative (:class:`Rows`).
"""

from __future__ import annotations

import inspect
import operator
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel.models import ArrayModel, PrimitiveModel
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    infer_getattr,
    intrinsic,
    lower_builtin,
    lower_getattr_generic,
    overload,
    register_model,
)

Loop = TypeVar("Loop", bound=Callable[..., object])
Kind = TypeVar("Kind")


_IN_ONE_PIECE: set[str] = set()
_OPTIONS: Any = {
    "error_model": "numpy", "_nrt": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True
}  # fmt: skip


def kernel(loop: Loop) -> Loop:
    """Compile a function that others of its kind call: no references are counted in it."""
    compiled = _by_type(lambda _: loop)
    compiled.__wrapped__ = loop  # type: ignore[attr-defined]
    return compiled


def kernel_unless(kind: str, other: Callable[..., object]) -> Callable[[Loop], Loop]:
    """The same, but where an argument refers to a named tuple of this kind, ``other`` is compiled in its place.

    What is compiled for one kind has no trace of the other.
    """
    instead = cast(Any, inspect.unwrap(other))
    return lambda loop: _by_type(lambda kinds: instead if kind in kinds else loop)


def kernel_within(loop: Loop) -> Loop:
    """The same, always compiled into its callers: where a call would cost more than what it does."""
    return _by_type(lambda _: loop, within=True)


def _by_type(choose: Callable[[set[str]], Loop], *, within: bool = False) -> Loop:
    """A function of which the types of the arguments say what it is, and whether it is compiled into its callers."""

    def either(*_: Any) -> Any:
        raise NotImplementedError("only kernel functions may call this")

    def body(whole: bool) -> Callable[..., Loop | None]:
        def of(*arguments: Any) -> Loop | None:
            kinds = {one.kind for one in arguments if isinstance(one, Reference)}
            in_one_piece = within or not kinds.isdisjoint(_IN_ONE_PIECE)
            return choose(kinds) if in_one_piece == whole else None

        return of

    for whole in (False, True):
        overload(either, jit_options=_OPTIONS | {"forceinline": whole}, strict=False)(body(whole))
    return cast(Loop, either)


class Rows(types.Array):
    """The type of an array in a kernel, where an index is never negative and so is not asked."""

    def __init__(self, of: Any) -> None:
        self.array = of
        super().__init__(of.dtype, of.ndim, of.layout, name=f"Rows({of.name})", aligned=of.aligned)

    @property
    def key(self) -> Any:
        """Not that of the array."""
        return ("Rows", *super().key)


register_model(Rows)(ArrayModel)


def _unsigned(context: Any, builder: Any, index: Any, value: Any) -> tuple[Any, Any]:
    """An index and its type, as one that cannot be negative."""
    if not isinstance(index, types.BaseTuple):
        return types.uintp, value
    values = cgutils.unpack_tuple(builder, value, count=len(index))
    several = types.UniTuple(types.uintp, len(index))
    return several, context.make_tuple(builder, several, values)


@lower_builtin(operator.getitem, Rows, types.Integer)
@lower_builtin(operator.getitem, Rows, types.BaseTuple)
def _item(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
    index, value = _unsigned(context, builder, sig.args[1], arguments[1])
    plain = sig.return_type(sig.args[0].array, index)
    return context.get_function(operator.getitem, plain)(builder, (arguments[0], value))


@lower_builtin(operator.setitem, Rows, types.Any, types.Any)
def _set_item(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
    index, value = _unsigned(context, builder, sig.args[1], arguments[1])
    plain = sig.return_type(sig.args[0].array, index, sig.args[2])
    return context.get_function(operator.setitem, plain)(builder, (arguments[0], value, arguments[2]))


def in_one_piece(kind: type[Kind]) -> type[Kind]:
    """A named tuple whose kernel functions are compiled into one, which runs faster and compiles slower."""
    _IN_ONE_PIECE.add(kind.__name__)
    return kind


class Reference(types.Type):
    """The type of a reference to the fields of a named tuple; ``kind`` is the name of its class."""

    def __init__(self, of: Any) -> None:
        self.kind = of.instance_class.__name__
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
        kind = dict(of.fields).get(name)
        return Rows(kind) if isinstance(kind, types.Array) else kind


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


@intrinsic
def _lowest_bit(_typing: Any, word: Any) -> Any:
    """The number of the lowest bit that is set, of a word that is not zero."""

    def lower(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(word), lower


lowest_bit = cast(Callable[[np.uint64], int], _lowest_bit)
