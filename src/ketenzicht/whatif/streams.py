"""Random numbers that are a function of what they are for, and quantile functions to draw from them.

A stream of random numbers gives a case other luck as soon as another case takes one number more. Here every number is
computed from a key (seed, replication, class, case, spell) and a place (stage and what is drawn there, how often the
spell was there before), as in counter-based generators (Salmon, Moraes, Dror and Shaw 2011). So two runs of changed
models share the luck of every case, and what does not depend on the change does not move.

The function is the output step of splitmix64 (Steele, Lea and Flood 2014), with constants of Stafford's mix 13.
The normal quantile is Wichura's AS 241 (Applied Statistics 1988), exact to about 1e-16.
"""

from __future__ import annotations

import math

import numpy as np

from ketenzicht.engine.event_log_kernel import compiled

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_ODD = np.uint64(0xD1342543DE82EF95)
_ONE = np.uint64(0xBF58476D1CE4E5B9)
_TWO = np.uint64(0x94D049BB133111EB)
_R30, _R27, _R31, _R12, _R1 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12), np.uint64(1)
_MOST = (1 << 53) - 1
_UNIT = 2.0**-52
_FRACTION, _EXPONENT, _BIAS = (1 << 52) - 1, 1023 << 52, 1023
_STEPS = 128
_INVERSE = 1.0 / (1.0 + np.arange(_STEPS + 1) / _STEPS)
_LOGARITHM = np.log(1.0 + np.arange(_STEPS + 1) / _STEPS)
_LOG_TWO = math.log(2.0)
_THIRD, _FIFTH, _SIXTH = 1.0 / 3.0, 1.0 / 5.0, 1.0 / 6.0


@compiled
def key_of(key: np.uint64, number: int) -> np.uint64:
    """The key of one of the things that a key is about: a case of a class, a spell of a case."""
    z = key + _GOLDEN * np.uint64(number + 1)
    z = (z ^ (z >> _R30)) * _ONE
    z = (z ^ (z >> _R27)) * _TWO
    return z ^ (z >> _R31)


@compiled
def bits_of(key: np.uint64, place: int, counter: int) -> np.uint64:
    """52 random bits: the same for the same key, place and counter."""
    z = key + _GOLDEN * np.uint64(place + 1) + _ODD * np.uint64(counter)
    z = (z ^ (z >> _R30)) * _ONE
    z = (z ^ (z >> _R27)) * _TWO
    return (z ^ (z >> _R31)) >> _R12


@compiled
def chance_of(bits: np.uint64) -> float:
    """52 bits as a number above 0 and below 1, in steps of 2 ** -52."""
    return (np.float64(bits) + 0.5) * _UNIT


@compiled
def uniform(key: np.uint64, place: int, counter: int) -> float:
    """Above 0 and below 1, in steps of 2 ** -52: the same for the same key, place and counter."""
    return chance_of(bits_of(key, place, counter))


@compiled
def _minus_logarithm(number: float, bias: int) -> float:
    """Of a number times 2 ** (1023 - ``bias``), to about 1e-16.

    The logarithm is taken by a table and a series (Tang, ACM Transactions on Mathematical Software 1990), which is
    compiled into its callers, so that they need not put aside what they have at hand for a call.
    """
    bits = np.float64(number).view(np.int64)
    fraction = bits & _FRACTION
    step = np.uint64((fraction + (1 << 44)) >> 45)
    r = np.int64(fraction | _EXPONENT).view(np.float64) * _INVERSE[step] - 1.0
    s = r * r
    series = r + s * (r * _THIRD - 0.5 + s * (r * _FIFTH - 0.25 - s * _SIXTH))
    found: float = (bias - (bits >> 52)) * _LOG_TWO - _LOGARITHM[step] - series
    return found


@compiled
def exponential_quantile(chance: float) -> float:
    """The value that an exponential variable of mean 1 does not exceed with this chance, below 1; to about 1e-16."""
    return _minus_logarithm(1.0 - chance, _BIAS)


@compiled
def exponential_of(bits: np.uint64) -> float:
    """That value for the chance of 52 bits, to the last bit; one minus it is a whole number times 2 ** -53."""
    return _minus_logarithm(np.float64(_MOST - np.int64(bits << _R1)), _BIAS + 53)


@compiled
def exponential(key: np.uint64, place: int, counter: int) -> float:
    """Exponential with mean 1."""
    return exponential_of(bits_of(key, place, counter))


@compiled
def normal_quantile(chance: float) -> float:
    """The value that a standard normal variable does not exceed with this chance (AS 241)."""
    q = chance - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        above = (((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
                + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
                + 133.14166789178437745) * r + 3.387132872796366608)  # fmt: skip
        below = (((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
                + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r
                + 42.313330701600911252) * r + 1.0)  # fmt: skip
        return q * above / below
    r = math.sqrt(-math.log(chance if q < 0 else 1.0 - chance))
    if r <= 5.0:
        r -= 1.6
        above = (((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
                + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r
                + 4.6303378461565452959) * r + 1.42343711074968357734)  # fmt: skip
        below = (((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
                + 0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r
                + 2.05319162663775882187) * r + 1.0)  # fmt: skip
    else:
        r -= 5.0
        above = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
                + 0.0012426609473880784386) * r + 0.026532189526576123093) * r + 0.29656057182850489123) * r
                + 1.7848265399172913358) * r + 5.4637849111641143699) * r + 6.6579046435011037772)  # fmt: skip
        below = (((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r
                + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4) * r + 0.0148753612908506148525) * r
                + 0.13692988092273580531) * r + 0.59983220655588793769) * r + 1.0)  # fmt: skip
    found = above / below
    return -found if q < 0 else found


@compiled
def gamma_mean_one(shape: float, key: np.uint64, place: int) -> float:
    """Gamma distributed with mean 1 (Marsaglia and Tsang 2000); as many numbers of the place as it takes."""
    boost = 1.0 if shape >= 1.0 else uniform(key, place, 0) ** (1.0 / shape)
    d = (shape if shape >= 1.0 else shape + 1.0) - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    counter = 1
    while True:
        x = normal_quantile(uniform(key, place, counter))
        v = (1.0 + c * x) ** 3
        if v > 0.0 and math.log(uniform(key, place, counter + 1)) < 0.5 * x * x + d - d * v + d * math.log(v):
            return boost * d * v / shape
        counter += 2
