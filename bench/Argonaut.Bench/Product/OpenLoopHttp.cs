using System.Collections.Immutable;
using System.Diagnostics;
using System.Net.Sockets;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Processes;

namespace Argonaut.Bench.Product;

/// <summary>
/// GET requests at fixed times, several routes in turn; a latency counts from the time a request was due, so waiting behind slow answers
/// is seen. Each connection takes the next request of the schedule; when all wait for answers the sends are late, and the run is invalid.
/// </summary>
internal static class OpenLoopHttp
{
    private const int Connections = 16;
    private const int WarmUpRequests = 1;

    /// <param name="routes">All of one server; the name makes the names of the values.</param>
    /// <param name="perSecond">Of all routes together.</param>
    /// <returns>Values <c>p50 NAME</c> and <c>p99 NAME</c> in milliseconds; invalid when the generator was late or an answer was not 200.</returns>
    public static async Task<Sample> RunAsync(ImmutableArray<(string Name, Uri Address)> routes, double perSecond, TimeSpan length, CancellationToken ct)
    {
        using var load = new Load([.. routes.Select(r => r.Address)], perSecond, length, ct);
        var workers = Enumerable.Range(0, Connections)
            .Select(_ => Task.Factory.StartNew(load.Work, ct, TaskCreationOptions.LongRunning, TaskScheduler.Default))
            .ToList();
        await Task.WhenAll(workers);

        var values = new List<(string, double)>();
        var all = new LatencyHistogram();
        for (var i = 0; i < routes.Length; i++)
        {
            var histogram = load.Latencies[i].ToHistogram();
            values.Add(($"p50 {routes[i].Name}", histogram.PercentileMilliseconds(50)));
            values.Add(($"p99 {routes[i].Name}", histogram.PercentileMilliseconds(99)));
            all.Merge(histogram);
        }

        var failed = load.Latencies.Sum(l => l.Failed);
        return Sample.Of([.. values]) with
        {
            Latencies = all,
            Invalid = failed > 0 ? $"{failed} of {load.Schedule.Sends} requests failed" : load.Schedule.Problem,
        };
    }

    private sealed class Load : IDisposable
    {
        private readonly Lock _gate = new();
        private readonly CountdownEvent _ready = new(Connections);
        private readonly ManualResetEventSlim _start = new();
        private readonly ImmutableArray<Uri> _addresses;
        private readonly double _perSecond;
        private readonly TimeSpan _length;
        private readonly CancellationToken _ct;
        private SendSchedule? _schedule;
        private long _next;

        public Load(ImmutableArray<Uri> addresses, double perSecond, TimeSpan length, CancellationToken ct)
        {
            (_addresses, _perSecond, _length, _ct) = (addresses, perSecond, length, ct);
            Latencies = [.. addresses.Select(_ => new LatencySet((long)(perSecond * length.TotalSeconds) / addresses.Length + 1))];
        }

        /// <summary>One of each route.</summary>
        public ImmutableArray<LatencySet> Latencies { get; }

        public SendSchedule Schedule => _schedule ?? throw new InvalidOperationException("The load has not begun.");

        /// <summary>One connection's life. Connections are open and routes are compiled before the first request is due.</summary>
        public void Work()
        {
            PreciseWait.GoFirst();
            using var connection = TryOpen();
            Begin();
            while (connection is not null && !_ct.IsCancellationRequested)
            {
                var index = Interlocked.Increment(ref _next) - 1;
                if (index >= Schedule.Sends || !TryRequest(connection, index)) return;
            }
        }

        public void Dispose()
        {
            _ready.Dispose();
            _start.Dispose();
        }

        private RawHttpConnection? TryOpen()
        {
            RawHttpConnection? connection = null;
            try
            {
                connection = new RawHttpConnection(_addresses);
                for (var i = 0; i < WarmUpRequests * _addresses.Length; i++)
                {
                    connection.Send(i % _addresses.Length);
                    connection.Receive();
                }

                return connection;
            }
            catch (Exception exception) when (exception is SocketException or InvalidDataException)
            {
                connection?.Dispose();
                Latencies[0].Fail();
                return null;
            }
        }

        /// <summary>The last connection that is ready sets the clock.</summary>
        private void Begin()
        {
            if (_ready.Signal())
            {
                _schedule = new SendSchedule(_perSecond, _length, Stopwatch.GetTimestamp() + Stopwatch.Frequency / 20, Stopwatch.Frequency);
                _start.Set();
            }

            _start.Wait(_ct);
        }

        /// <summary>False when the connection is of no more use.</summary>
        private bool TryRequest(RawHttpConnection connection, long index)
        {
            var route = (int)(index % _addresses.Length);
            var due = Schedule.DueAt(index);
            PreciseWait.Until(due);
            var sent = Stopwatch.GetTimestamp();
            lock (_gate) Schedule.Sent(index, sent);
            try
            {
                connection.Send(route);
                if (connection.Receive()) Latencies[route].Set(index / _addresses.Length, (long)Stopwatch.GetElapsedTime(due).TotalNanoseconds);
                else Latencies[route].Fail();
                return true;
            }
            catch (Exception exception) when (exception is SocketException or InvalidDataException)
            {
                Latencies[route].Fail();
                return false;
            }
        }
    }
}
