namespace Argonaut.Domain.Data;

/// <summary>A trade. Price and size are mantissas at the instrument's scales.</summary>
public readonly record struct TradeTick(
    InstrumentKey Instrument,
    long Price,
    long Size,
    TickFlags Flags,
    UnixNanos TsEvent,
    UnixNanos TsInit)
{
    public AggressorSide AggressorSide => (AggressorSide)((short)Flags & 3);
}
