using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Text.Json;
using Xunit;

namespace Argonaut.Integration.Server.Fakes;

/// <summary>
/// A client that comes back whenever its connection breaks and keeps every row that counts, as docs/reference/stream.md tells it. A hole in
/// the numbers fails the test.
/// </summary>
internal sealed class ResumingClient(Func<CancellationToken, Task<ClientWebSocket>> connect, params ImmutableArray<ResumingClient.Topic> topics) : IDisposable
{
    private readonly SemaphoreSlim _changed = new(0);
    private string? _session;
    private volatile int _breaks;
    private volatile Exception? _failure;

    public int Breaks => _breaks;

    /// <summary>Reasons of the resyncs that the server sent, with the channel.</summary>
    public List<string> Resyncs { get; } = [];

    /// <summary>Ends when <paramref name="isReached"/> holds; looks after each message and each break. Fails after 30 s, and at once when the client has failed.</summary>
    public async Task WaitAsync(Func<bool> isReached, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        try
        {
            while (_failure is null && !isReached()) await _changed.WaitAsync(patience.Token);
            if (_failure is { } failure) Assert.Fail($"The client failed after {Breaks} breaks: {failure}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            Assert.Fail($"Not reached within 30 s, after {Breaks} breaks: {string.Join(", ", topics.Select(t => $"{t.Channel} {t.Sub} at {t.Sequence} with {t.Count} rows"))}.");
        }
    }

    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                using var reader = new StreamReader(await connect(ct));
                await ServeAsync(reader, ct);
            }
            catch (Exception e) when (e is WebSocketException or IOException || (e is OperationCanceledException && ct.IsCancellationRequested))
            {
                // The line was cut; or the test is over.
            }
            catch (Exception e)
            {
                _failure = e;
                _changed.Release();
                return;
            }

            _breaks++;
            _changed.Release();
        }
    }

    public void Dispose() => _changed.Dispose();

    private async Task ServeAsync(StreamReader reader, CancellationToken ct)
    {
        using var ending = ct.Register(reader.Socket.Abort);
        var session = "";
        while (await reader.NextAsync() is { } message)
        {
            switch (message.GetProperty("type").GetString())
            {
                case "welcome":
                    session = message.GetProperty("session").GetString()!;
                    var known = topics.Where(t => t.Sequence > 0).ToDictionary(t => t.Sub, t => t.Sequence);
                    if (known.Count == 0) await SubscribeAsync(reader);
                    else await reader.SendAsync(new { op = "resume", id = "resume", session = _session, subs = known });
                    break;
                case "ack":
                    await SubscribeAsync(reader);
                    break;
                case "subscribed":
                    topics[message.GetProperty("id").GetInt32()].Sub = message.GetProperty("sub").GetString()!;
                    break;
                case "resync":
                    lock (Resyncs) Resyncs.Add($"{TopicOf(message).Channel} {message.GetProperty("reason").GetString()}");
                    break;
                case "snapshot" or "delta":
                    TopicOf(message).Take(message);
                    break;
                case "error":
                    throw new InvalidOperationException(message.GetRawText());
            }

            _changed.Release();
        }

        async Task SubscribeAsync(StreamReader to)
        {
            _session = session;
            for (var i = 0; i < topics.Length; i++)
                if (topics[i].Sequence == 0) await to.SendAsync(topics[i].Request(i));
        }
    }

    private Topic TopicOf(JsonElement message) => topics.Single(t => t.Sub == message.GetProperty("sub").GetString());

    /// <param name="keyOf">Tells a row that counts from all others; null for one that does not count.</param>
    internal sealed class Topic(string channel, string? instrument, string? timeframe, Func<JsonElement, string?> keyOf)
    {
        private readonly Lock _gate = new();
        private readonly List<string> _keys = [];

        public string Channel => channel;

        public string Sub { get; set; } = "";

        public long Sequence { get; private set; }

        /// <summary>Of all rows that came, in the order in which they did.</summary>
        public ImmutableArray<string> Keys
        {
            get
            {
                lock (_gate) return [.. _keys];
            }
        }

        public int Count
        {
            get
            {
                lock (_gate) return _keys.Count;
            }
        }

        public Dictionary<string, object> Request(int id)
        {
            var request = new Dictionary<string, object> { ["op"] = "subscribe", ["id"] = id, ["channel"] = channel };
            if (instrument is not null) request["instrument_id"] = instrument;
            if (timeframe is not null) request["timeframe"] = timeframe;
            return request;
        }

        public void Take(JsonElement message)
        {
            var isSnapshot = message.GetProperty("type").GetString() == "snapshot";
            if (!isSnapshot) Assert.Equal(Sequence, message.GetProperty("prev").GetInt64());
            Sequence = message.GetProperty("seq").GetInt64();
            var keys = message.GetProperty("data").EnumerateArray().Select(keyOf).OfType<string>().ToList();
            lock (_gate)
            {
                // A snapshot repeats what is known; a delta must not.
                if (isSnapshot && _keys.Count > 0) keys.RemoveRange(0, keys.LastIndexOf(_keys[^1]) + 1);
                _keys.AddRange(keys);
            }
        }
    }
}
