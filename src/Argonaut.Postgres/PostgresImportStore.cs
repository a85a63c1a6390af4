using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres.Store;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Argonaut.Postgres;

/// <summary>Imported ticks and bars in PostgreSQL, on a connection of their own.</summary>
/// <param name="store">Knows the streams.</param>
public sealed class PostgresImportStore(PostgresMarketStore store, NpgsqlDataSource dataSource, TimeProvider time, ILogger log) : IImportStore, IAsyncDisposable
{
    private readonly TickWriter _writer = new(dataSource, time, log, TimeSpan.FromSeconds(30), isOfLines: false);
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>Of the ticks that were not recorded but imported.</summary>
    public static string StreamOf(string source) => source + "-IMPORT";

    public async Task StoreAsync(string source, MarketEventKind kind, Memory<MarketEvent> ticks, IReadOnlyList<Bar> bars, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            if (!ticks.IsEmpty)
            {
                // Asked each time: after an answer that was lost the stream tells how far it is.
                var position = await store.OpenStreamAsync(StreamOf(source), kind, ct);
                Number(ticks.Span, position);
            }

            await _writer.CommitAsync(
                kind switch
                {
                    MarketEventKind.Trade => new StoreBatch { Trades = ticks, Bars = bars },
                    MarketEventKind.Quote => new StoreBatch { Quotes = ticks, Bars = bars },
                    _ when ticks.IsEmpty => new StoreBatch { Bars = bars },
                    _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Trades and quotes are imported."),
                },
                ct);
        }
        finally
        {
            _gate.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        _gate.Dispose();
        return _writer.DisposeAsync();
    }

    private static void Number(Span<MarketEvent> ticks, StreamPosition position)
    {
        for (var i = 0; i < ticks.Length; i++) ticks[i] = ticks[i] with { Stream = position.Stream, Sequence = position.LastSequence + 1 + i };
    }
}
