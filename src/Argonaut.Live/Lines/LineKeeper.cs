using System.Threading.Channels;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Live.History;
using Argonaut.Live.Ingestion;
using Argonaut.Live.Storing;
using Argonaut.Ports;
using Microsoft.Extensions.Logging;

namespace Argonaut.Live.Lines;

/// <summary>What the ingestion loop decides about lines and must not wait for: asking the feed again, remembering rates.</summary>
internal sealed class LineKeeper(
    InstrumentTable table, IMarketFeed feed, ILineLedger ledger, LiveOptions options, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Gather = TimeSpan.FromSeconds(5);

    private readonly Channel<(InstrumentKey Instrument, MarketEventKind Kind, string Reason)> _silent =
        Channel.CreateBounded<(InstrumentKey, MarketEventKind, string)>(new BoundedChannelOptions(Queues.SilentLines.Capacity)
        {
            FullMode = BoundedChannelFullMode.Wait,   // only TryWrite is used: a line that is refused asks again later
            SingleReader = true,
        });

    private readonly Lock _gate = new();
    private readonly Signal _hasLearnt = new();
    private Dictionary<(InstrumentKey, MarketEventKind, int Bucket), StoredRate> _learnt = [];

    /// <summary>Returns at once.</summary>
    public void AskAgain(InstrumentKey instrument, MarketEventKind kind, string reason) => _silent.Writer.TryWrite((instrument, kind, reason));

    /// <summary>Returns at once.</summary>
    public void Remember(StoredRate rate)
    {
        lock (_gate) _learnt[(rate.Instrument, rate.Kind, rate.Rate.Bucket)] = rate;
        _hasLearnt.Set();
    }

    public Task RunAsync(CancellationToken ct) => Task.WhenAll(AskAsync(ct), SaveAsync(ct));

    private async Task AskAsync(CancellationToken ct)
    {
        await foreach (var (instrument, kind, reason) in _silent.Reader.ReadAllAsync(ct))
        {
            if (table.TryFind(instrument, out var found)) LiveLog.AskedAgain(log, found.Id.Value, kind, reason);
            await feed.ResubscribeAsync(instrument, kind, reason, ct);
        }
    }

    private async Task SaveAsync(CancellationToken ct)
    {
        while (true)
        {
            await _hasLearnt.WaitAsync(ct);
            _hasLearnt.Reset();
            await Task.Delay(Gather, time, ct);   // all lines turn to a new quarter-hour at the same time
            StoredRate[] rates;
            lock (_gate)
            {
                rates = [.. _learnt.Values];
                _learnt = [];
            }

            await StoreRetry.RunAsync(async token =>
            {
                await ledger.SaveRatesAsync(rates, token);
                return rates.Length;
            }, options, time, null, ct);
        }
    }
}
