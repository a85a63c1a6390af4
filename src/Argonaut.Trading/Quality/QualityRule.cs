namespace Argonaut.Trading.Quality;

/// <summary>
/// Everything that is checked of market data (faults.md 3.4 and 3.5). The number is of this process; the database, the API and the metrics
/// use <see cref="QualityRules.IdOf"/>.
/// </summary>
public enum QualityRule : byte
{
    None,

    UnknownInstrument,
    UnknownKind,
    PriceZero,
    PriceNegative,
    PriceNotANumber,
    PriceOutOfRange,
    PriceTooFine,
    SizeZero,
    SizeNegative,
    SizeNotANumber,
    SizeOutOfRange,
    SizeTooFine,
    TimeMissing,
    TimeUnit,
    TimeSkew,

    Duplicate,

    Repeated,
    OutOfOrder,
    Late,
    Ahead,
    Outlier,
    Crossed,
    Locked,
    OffTick,
    OffLot,

    Stale,
    Suspect,
    SourceClock,
    ClockStep,
}
