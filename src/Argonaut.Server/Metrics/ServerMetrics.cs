using System.Collections.Concurrent;
using Argonaut.Server.Stream;

namespace Argonaut.Server.Metrics;

/// <summary>What the server counts of itself.</summary>
internal sealed class ServerMetrics
{
    /// <summary>By route pattern, method and status; patterns, not paths, so that it stays small.</summary>
    public ConcurrentDictionary<(string Route, string Method, int Status), Histogram> Http { get; } = new();

    /// <summary>From <c>ts_init</c> to the hub.</summary>
    public Histogram ReceiveToBus { get; } = new(Histogram.Seconds);

    /// <summary>From <c>ts_init</c> to the moment a frame is handed to a socket.</summary>
    public Histogram ReceiveToSocket { get; } = new(Histogram.Seconds);

    /// <summary>From the end of a bar's interval to its closing; of bars made of ticks.</summary>
    public Histogram BarClose { get; } = new(Histogram.Seconds);

    public long[] MessagesSent { get; } = new long[Channels.Count];

    public long[] Conflated { get; } = new long[Channels.Count];

    public long[] Resyncs { get; } = new long[Channels.Count];

    public long[] BarsClosed { get; } = new long[Domain.Bars.Timeframe.All.Length];

    public long[] BarsRevised { get; } = new long[Domain.Bars.Timeframe.All.Length];

    public ConcurrentDictionary<string, ExportTotals> Exports { get; } = new();

    /// <summary>How many streams are open now; told by whoever keeps them.</summary>
    public Func<int> Clients { get; set; } = () => 0;

    private long _slowDisconnects;

    public long SlowDisconnects => Interlocked.Read(ref _slowDisconnects);

    public void SlowDisconnect() => Interlocked.Increment(ref _slowDisconnects);

    public void Request(string route, string method, int status, double seconds) =>
        Http.GetOrAdd((route, method, status), _ => new Histogram(Histogram.Seconds)).Record(seconds);

    public void Export(string dataType, long rows, long bytes, double seconds) =>
        Exports.GetOrAdd(dataType, _ => new ExportTotals()).Add(rows, bytes, seconds);

    internal sealed class ExportTotals
    {
        private long _rows;
        private long _bytes;

        public long Rows => Interlocked.Read(ref _rows);

        public long Bytes => Interlocked.Read(ref _bytes);

        public Histogram Seconds { get; } = new(Histogram.Seconds);

        public void Add(long rows, long bytes, double seconds)
        {
            Interlocked.Add(ref _rows, rows);
            Interlocked.Add(ref _bytes, bytes);
            Seconds.Record(seconds);
        }
    }
}
