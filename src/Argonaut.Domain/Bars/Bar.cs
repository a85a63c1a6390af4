namespace Argonaut.Domain.Bars;

/// <summary>
/// One interval of one instrument. Prices and volume are mantissas at the instrument's scales. <see cref="OpenTsInit"/> and
/// <see cref="CloseTsInit"/> are the <c>ts_init</c> of the first and last tick in it (of history: its open and close time): with
/// them two parts of an interval merge exactly, in any order.
/// </summary>
public readonly record struct Bar(
    InstrumentKey Instrument,
    Timeframe Timeframe,
    UnixNanos TsOpen,
    long Open,
    long High,
    long Low,
    long Close,
    long Volume,
    int? TradeCount,
    Int128? Notional,
    UnixNanos OpenTsInit,
    UnixNanos CloseTsInit,
    BarSource Source,
    bool IsClosed,
    int Revision)
{
    /// <summary>The close of the interval, also while the bar is still open: <c>ts_event</c> and <c>ts_init</c> of an export.</summary>
    public UnixNanos TsEvent => Timeframe.CloseOf(TsOpen);

    /// <summary>Volume-weighted price at the price's scale, rounded half to even; null without volume or without knowledge.</summary>
    public long? Vwap
    {
        get
        {
            if (Notional is not { } notional || Volume <= 0) return null;
            var (quotient, rest) = Int128.DivRem(Int128.Abs(notional), Volume);
            var twice = rest * 2;
            if (twice > Volume || (twice == Volume && Int128.IsOddInteger(quotient))) quotient++;
            return (long)(notional < 0 ? -quotient : quotient);
        }
    }
}
