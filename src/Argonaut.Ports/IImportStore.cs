using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;

namespace Argonaut.Ports;

/// <summary>Stores what comes from files beside what is recorded. Safe from any thread.</summary>
public interface IImportStore
{
    /// <summary>Numbers the ticks in the source's stream of imports and stores all of it in one transaction, or nothing.</summary>
    /// <param name="kind">Of the ticks.</param>
    /// <param name="ticks">Their stream and sequence are set here.</param>
    /// <param name="bars">A bar that is stored already is replaced.</param>
    /// <exception cref="StoreUnavailableException">Whether it is stored is not known; reading tells.</exception>
    Task StoreAsync(string source, MarketEventKind kind, Memory<MarketEvent> ticks, IReadOnlyList<Bar> bars, CancellationToken ct);
}
