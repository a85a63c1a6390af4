using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;

namespace Argonaut.Ports;

/// <summary>
/// What instruments were, and from when on. A version is made by <see cref="IMarketStore.SaveInstrumentAsync"/> when the definition
/// differs in a field of <see cref="DefinitionChange.Between"/>; older data keeps the older definition. Safe from any thread; every
/// method may throw <see cref="StoreUnavailableException"/>.
/// </summary>
public interface IInstrumentVersions
{
    /// <summary>All versions, the oldest first; the first is valid from time 0.</summary>
    Task<ImmutableArray<InstrumentVersion>> ReadVersionsAsync(InstrumentKey instrument, CancellationToken ct);

    /// <summary>Records a change that the definition does not show, a split for example, as a version with the present definition.</summary>
    Task AddVersionAsync(InstrumentKey instrument, UnixNanos validFrom, DefinitionChange change, CancellationToken ct);
}

/// <param name="Number">1 and up.</param>
/// <param name="ValidFrom">When the change was noticed; data of <c>ts_init</c> from then on is read with it.</param>
/// <param name="Changes">Against the version before; empty for the first.</param>
public sealed record InstrumentVersion(int Number, UnixNanos ValidFrom, Instrument Definition, ImmutableArray<DefinitionChange> Changes)
{
    /// <summary>The version that was valid at a time.</summary>
    /// <param name="versions">Not empty, the oldest first.</param>
    public static InstrumentVersion At(ImmutableArray<InstrumentVersion> versions, UnixNanos at) =>
        versions.LastOrDefault(v => v.ValidFrom <= at) ?? versions[0];
}

/// <summary>
/// A new definition does not fit what is stored: its prices need more decimals than the stored rows have. The old definition stays.
/// </summary>
public sealed class DefinitionConflictException(string message) : Exception(message);
