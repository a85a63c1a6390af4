"""Makes indicators.json: bars and the values of every indicator over them, computed in 60 decimal digits.

Written from the definitions alone, bar by bar over whole lists, sharing nothing with the dashboard's code.
Run: python3 indicators.py > indicators.json
"""
import json
from decimal import Decimal, getcontext

getcontext().prec = 60
D = Decimal
DAY = 86_400


def make_bars(count):
    """A random walk in cents over three days, with equal prices, an empty hour and bars without volume."""
    state = 20_261_129
    bars, price, time = [], 15_000, 1_767_571_200

    def draw(below):
        nonlocal state
        state = (state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % 2**64
        return (state >> 33) % below

    for i in range(count):
        quiet = 120 <= i < 145
        opened = price
        price = opened if quiet else opened + draw(41) - 20
        high = max(opened, price) + (0 if quiet else draw(12))
        low = min(opened, price) - (0 if quiet else draw(12))
        volume = 0 if quiet or draw(15) == 0 else draw(5_000) + 1
        vwap = D(low + draw(high - low + 1)) / 100 if volume else None
        bars.append(dict(time=time, open=cents(opened), high=cents(high), low=cents(low), close=cents(price),
                         volume=str(volume), vwap=None if vwap is None else str(vwap), session=time // DAY))
        time += 600 * (7 if i == 90 else 1)
    return bars


def cents(value):
    return f"{value // 100}.{value % 100:02d}"


class Table:
    def __init__(self, bars):
        self.n = len(bars)
        self.o, self.h, self.l, self.c, self.v = ([D(b[k]) for b in bars] for k in ("open", "high", "low", "close", "volume"))
        self.typical = [(h + l + c) / 3 for h, l, c in zip(self.h, self.l, self.c)]
        self.vwap = [D(b["vwap"]) if b["vwap"] else t for b, t in zip(bars, self.typical)]
        self.session = [b["session"] for b in bars]

    def window(self, column, i, length):
        return column[i - length + 1:i + 1] if i >= length - 1 else None

    def mean(self, column, length):
        return [None if (w := self.window(column, i, length)) is None or None in w else sum(w) / length for i in range(len(column))]

    def exponential(self, column, length):
        """Weights written out: (1-a)^i for the first input, a(1-a)^(age) for the others."""
        a = D(2) / (length + 1)
        first = next(i for i, x in enumerate(column) if x is not None)
        out = [None] * len(column)
        for i in range(first, len(column)):
            total = column[first] * (1 - a) ** (i - first)
            for k in range(first + 1, i + 1):
                total += a * (1 - a) ** (i - k) * column[k]
            out[i] = total
        return out, first

    def shown_exponential(self, column, length):
        out, first = self.exponential(column, length)
        return [None if i < first + length - 1 else x for i, x in enumerate(out)]

    def true_ranges(self):
        return [self.h[0] - self.l[0]] + [
            max(self.h[i], self.c[i - 1]) - min(self.l[i], self.c[i - 1]) for i in range(1, self.n)]

    def wilder(self, inputs, length):
        """`inputs` may begin with None; weights written out from the first mean on."""
        first = next(i for i, x in enumerate(inputs) if x is not None)
        start = first + length - 1
        keep = D(length - 1) / length
        out = [None] * len(inputs)
        for i in range(start, len(inputs)):
            total = sum(inputs[first:start + 1]) / length * keep ** (i - start)
            for k in range(start + 1, i + 1):
                total += inputs[k] / length * keep ** (i - k)
            out[i] = total
        return out


def combine(f, *columns):
    return [None if None in row else f(*row) for row in zip(*columns)]


def tables(t):
    yield "sma", dict(length=7), "close", dict(value=t.mean(t.c, 7))
    yield "sma", dict(length=20), "typical", dict(value=t.mean(t.typical, 20))
    yield "ema", dict(length=9), "close", dict(value=t.shown_exponential(t.c, 9))
    yield "ema", dict(length=2), "open", dict(value=t.shown_exponential(t.o, 2))
    yield "wma", dict(length=11), "close", dict(value=[
        None if (w := t.window(t.c, i, 11)) is None else sum((k + 1) * x for k, x in enumerate(w)) / sum(range(1, 12)) for i in range(t.n)])
    day = [[k for k in range(i + 1) if t.session[k] == t.session[i]] for i in range(t.n)]
    yield "vwap", {}, "close", dict(value=[
        None if not (v := sum(t.v[k] for k in d)) else sum(t.vwap[k] * t.v[k] for k in d) / v for d in day])
    for length, k in ((20, D(2)), (5, D("1.5"))):
        mean = t.mean(t.c, length)
        squares = t.mean([x * x for x in t.c], length)
        deviation = combine(lambda m, s: max(D(0), s - m * m).sqrt(), mean, squares)
        yield "bollinger", dict(length=length, width=float(k)), "close", dict(
            upper=combine(lambda m, d: m + k * d, mean, deviation), middle=mean, lower=combine(lambda m, d: m - k * d, mean, deviation))
    top = [max(w) if (w := t.window(t.h, i, 10)) else None for i in range(t.n)]
    bottom = [min(w) if (w := t.window(t.l, i, 10)) else None for i in range(t.n)]
    yield "donchian", dict(length=10), "close", dict(upper=top, lower=bottom, middle=combine(lambda a, b: (a + b) / 2, top, bottom))
    middle, atr = t.shown_exponential(t.c, 12), t.wilder(t.true_ranges(), 12)
    yield "keltner", dict(length=12, width=2.5), "close", dict(
        upper=combine(lambda m, a: m + D("2.5") * a, middle, atr), middle=middle, lower=combine(lambda m, a: m - D("2.5") * a, middle, atr))
    yield "atr", dict(length=14), "close", dict(value=t.wilder(t.true_ranges(), 14))
    change = [None] + [t.c[i] - t.c[i - 1] for i in range(1, t.n)]
    for length in (14, 2):
        up = t.wilder([None if x is None else max(x, D(0)) for x in change], length)
        down = t.wilder([None if x is None else max(-x, D(0)) for x in change], length)
        yield "rsi", dict(length=length), "close", dict(value=combine(lambda u, d: D(50) if u + d == 0 else 100 * u / (u + d), up, down))
    fast, slow = t.exponential(t.c, 12)[0], t.shown_exponential(t.c, 26)
    line = combine(lambda f, s: f - s, fast, slow)
    signal = t.shown_exponential(line, 9)
    yield "macd", dict(fast=12, slow=26, signal=9), "close", dict(value=line, signal=signal, histogram=combine(lambda a, b: a - b, line, signal))
    top = [max(w) if (w := t.window(t.h, i, 14)) else None for i in range(t.n)]
    bottom = [min(w) if (w := t.window(t.l, i, 14)) else None for i in range(t.n)]
    raw = combine(lambda c, a, b: D(50) if a == b else 100 * (c - b) / (a - b), t.c, top, bottom)
    k = t.mean(raw, 3)
    yield "stochastic", dict(length=14, smooth=3, average=3), "close", dict(k=k, d=t.mean(k, 3))
    signed = [D(0)] + [v if x > 0 else -v if x < 0 else D(0) for v, x in zip(t.v[1:], change[1:])]
    yield "obv", {}, "close", dict(value=[sum(signed[:i + 1]) for i in range(t.n)])
    returns = [None] + [(t.c[i] / t.c[i - 1]).ln() ** 2 for i in range(1, t.n)]
    for annual in (0, 52_560):
        factor = D(1) if annual == 0 else (D(annual) / 30).sqrt()
        yield "realised_volatility", dict(length=30, annual=annual), "close", dict(value=[
            None if (w := t.window(returns, i, 30)) is None or None in w else 100 * factor * sum(w).sqrt() for i in range(t.n)])


def main():
    bars = make_bars(240)
    print(json.dumps(dict(
        bars=bars,
        tables=[dict(kind=kind, numbers=numbers, source=source,
                     outputs={name: [None if x is None else f"{x:.25g}" for x in column] for name, column in outputs.items()})
                for kind, numbers, source, outputs in tables(Table(bars))]), separators=(",", ":")))


main()
