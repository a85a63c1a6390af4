using Argonaut.Domain;
using Argonaut.Domain.Data;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>Which ticks were known at a moment.</summary>
/// <param name="At">The moment.</param>
/// <param name="Reached">How far the streams that are not of lines were stored by then.</param>
internal sealed record KnownTicks(UnixNanos At, IReadOnlyDictionary<int, long> Reached)
{
    public bool Has(in MarketEvent tick) => tick.TsInit <= At && !(Reached.TryGetValue(tick.Stream, out var reached) && tick.Sequence > reached);

    /// <summary>The moment, the streams, and how far they were.</summary>
    public void AddTo(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<long> { TypedValue = At.Value });
        parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. Reached.Keys] });
        parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. Reached.Values] });
    }
}
