using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Net.Sockets;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Processes;

namespace Argonaut.Bench.Product;

/// <summary>
/// One run of <see cref="OpenLoopHttp"/>. Each connection has a thread that only reads; like those that send it has the right of way: it sleeps
/// nearly always.
/// </summary>
internal sealed class OpenLoopLoad : IDisposable
{
    private const int ConnectionCount = 16;

    private readonly ImmutableArray<Uri> _addresses;
    private readonly BlockingCollection<Connection> _free = new(new ConcurrentQueue<Connection>());
    private readonly CountdownEvent _unanswered;
    private readonly List<Connection> _connections = [];
    private readonly CancellationTokenSource _broken = new();

    public OpenLoopLoad(ImmutableArray<Uri> addresses, double perSecond, TimeSpan length)
    {
        _addresses = addresses;
        Schedule = new SendSchedule(perSecond, length, Stopwatch.GetTimestamp(), Stopwatch.Frequency);
        Latencies = [.. addresses.Select(_ => new LatencySet((Schedule.Sends / addresses.Length) + 1))];
        _unanswered = new CountdownEvent((int)Schedule.Sends);
        PerSecond = perSecond;
        Length = length;
    }

    /// <summary>One of each route.</summary>
    public ImmutableArray<LatencySet> Latencies { get; }

    public SendSchedule Schedule { get; private set; }

    private double PerSecond { get; }

    private TimeSpan Length { get; }

    /// <summary>Returns when every request has its answer, or one connection broke (which counts as a failed request).</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, _broken.Token);
        var readers = new List<Task>();
        try
        {
            for (var i = 0; i < ConnectionCount; i++) Open();
            // Connections are open and routes are compiled before the first request is due.
            Schedule = new SendSchedule(PerSecond, Length, Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 20), Stopwatch.Frequency);
            readers.AddRange(_connections.Select(c => OnOwnThread(() => Read(c))));
            await PacedSends.RunAsync(Schedule, index => Send(index, stop.Token), stop.Token);
            await OnOwnThread(() => _unanswered.Wait(stop.Token));
        }
        catch (Exception exception) when (exception is SocketException or InvalidDataException)
        {
            Latencies[0].Fail();
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // A connection broke, and the reader counted it.
        }
        finally
        {
            foreach (var connection in _connections) connection.Http.Dispose();
            await Task.WhenAll(readers);
        }
    }

    public void Dispose()
    {
        _free.Dispose();
        _unanswered.Dispose();
        _broken.Dispose();
    }

    private static Task OnOwnThread(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Open()
    {
        var connection = new Connection(new RawHttpConnection(_addresses));
        _connections.Add(connection);
        for (var route = 0; route < _addresses.Length; route++)
        {
            connection.Http.Send(route);
            connection.Http.Receive();
        }

        _free.Add(connection);
    }

    private void Send(long index, CancellationToken ct)
    {
        var connection = _free.Take(ct);
        connection.Index = index;
        connection.Http.Send((int)(index % _addresses.Length));
    }

    private void Read(Connection connection)
    {
        ThreadClass.GoFirst();
        try
        {
            while (true)
            {
                var isOk = connection.Http.Receive();
                var index = connection.Index;
                var latencies = Latencies[(int)(index % _addresses.Length)];
                if (isOk) latencies.Set(index / _addresses.Length, (long)Stopwatch.GetElapsedTime(Schedule.DueAt(index)).TotalNanoseconds);
                else latencies.Fail();
                _free.Add(connection);
                _unanswered.Signal();
            }
        }
        catch (Exception exception) when (exception is SocketException or InvalidDataException or ObjectDisposedException)
        {
            if (_unanswered.IsSet) return;
            Latencies[0].Fail();
            _broken.Cancel();
        }
    }

    private sealed class Connection(RawHttpConnection http)
    {
        private long _index;

        public RawHttpConnection Http { get; } = http;

        /// <summary>The request under way.</summary>
        public long Index
        {
            get => Volatile.Read(ref _index);
            set => Volatile.Write(ref _index, value);
        }
    }
}
