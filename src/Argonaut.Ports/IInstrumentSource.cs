using System.Collections.Immutable;
using Argonaut.Domain.Instruments;

namespace Argonaut.Ports;

/// <summary>
/// What a source knows of instruments beyond those that are recorded. Every method may throw <see cref="FeedUnavailableException"/> (not
/// connected) and <see cref="FeedRequestException"/> (the source refused the question), waits its turn inside the source's pacing
/// rules, and is safe from any thread. Instruments come without a key.
/// </summary>
public interface IInstrumentSource
{
    /// <summary>The source's own number of an instrument's contract, as in <see cref="InstrumentCandidate.Reference"/>; null when it is not one of this source.</summary>
    string? ReferenceOf(Instrument instrument);

    /// <summary>Instruments whose symbol begins with the text or whose name contains it, as the source ranks them; at most 16.</summary>
    Task<ImmutableArray<InstrumentCandidate>> SearchAsync(string text, CancellationToken ct);

    /// <summary>The present definition of the same contract, with the same id; null when the source knows the contract no more.</summary>
    /// <exception cref="InstrumentRefusedException">The contract has become one that cannot be recorded.</exception>
    Task<Instrument?> RefreshAsync(Instrument instrument, CancellationToken ct);

    /// <summary>All listed contracts of a future's product, the nearest expiration first; empty for other classes.</summary>
    Task<ImmutableArray<Instrument>> ListFuturesAsync(Instrument future, CancellationToken ct);

    /// <summary>Which options exist on an underlying, one entry an exchange and trading class; empty when there are none.</summary>
    Task<ImmutableArray<OptionSeries>> ListOptionSeriesAsync(Instrument underlying, CancellationToken ct);

    /// <summary>The options of one expiration by strike, calls before puts.</summary>
    /// <param name="exchange">One of the series' exchanges; null lets the source choose.</param>
    /// <param name="tradingClass">One of the series' classes; null takes all.</param>
    Task<ImmutableArray<Instrument>> ListOptionsAsync(
        Instrument underlying, DateOnly expiration, string? exchange, string? tradingClass, CancellationToken ct);
}

/// <summary>A search hit. It is not a definition yet: <see cref="Reference"/> is what to resolve.</summary>
/// <param name="Reference">The source's own number of the contract, which names it without doubt.</param>
/// <param name="SecurityType">The source's word: <c>STK</c>, <c>IND</c>, ....</param>
/// <param name="Exchange">The primary exchange; empty when it has none.</param>
/// <param name="DerivativeTypes">Kinds of contracts that exist on it: <c>OPT</c>, <c>FUT</c>, ....</param>
/// <param name="Problem">Why it cannot be recorded; null when it can.</param>
public sealed record InstrumentCandidate(
    string Reference,
    string Symbol,
    string SecurityType,
    string Exchange,
    string Currency,
    string Description,
    ImmutableArray<string> DerivativeTypes,
    string? Problem);

/// <summary>Options of one underlying on one exchange in one trading class. Not every strike exists at every expiration.</summary>
/// <param name="Strikes">Decimal text, ascending.</param>
public sealed record OptionSeries(
    string Exchange, string TradingClass, string Multiplier, ImmutableArray<DateOnly> Expirations, ImmutableArray<string> Strikes);

/// <summary>The source knows what was asked for, and we have no use for it. The message says why, for the person who asked.</summary>
public sealed class InstrumentRefusedException(string message) : Exception(message);
