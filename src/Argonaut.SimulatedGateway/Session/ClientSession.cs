using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Channels;
using Argonaut.Domain;
using Argonaut.SimulatedGateway.Market;
using Argonaut.SimulatedGateway.Protocol;
using Argonaut.Venues.Ib;
using Microsoft.Extensions.Logging;

namespace Argonaut.SimulatedGateway.Session;

/// <summary>
/// One connection (ib-tws-protocol.md 12.1, rule 2): hello, START_API, then requests until the client goes. The reading loop answers;
/// history is cut by a loop of its own, in the order of the requests; a third loop sends what is due by the clock.
/// </summary>
internal sealed partial class ClientSession : IDisposable
{
    /// <summary>What a client puts into START_API to get nanoseconds of replayed ticks (see <see cref="ReplayMarket"/>).</summary>
    public const string NanosCapability = IbOptions.NanosecondsCapability;

    private const int BadLength = 507;
    private const int MaxRateExceeded = 100;
    private const int MaxRateViolations = 3;
    private static readonly TimeSpan TimerStep = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FaultPoll = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly GatewayServer _server;
    private readonly GatewayOptions _options;
    private readonly ISimulatedMarket _market;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ClientOutput _output;
    private readonly MessageRate _rate;
    private readonly Channel<HistoryJob> _history;
    private int _version;
    private int _clientId = -1;
    private bool _isPaced;
    private bool _carriesNanos;
    private int _rateViolations;
    private string _endReason = "the client closed the connection";

    public ClientSession(Socket socket, GatewayServer server, ISimulatedMarket market, TimeProvider time, ILogger log)
    {
        _socket = socket;
        _server = server;
        _options = server.Options;
        _market = market;
        _time = time;
        _log = log;
        _output = new ClientOutput(socket, _options, server.Faults, time);
        _rate = new MessageRate(_options.Limits.MessagesPerSecond, time);
        _pacing = new HistoricalPacing(_options.Limits, time);
        _history = Channel.CreateBounded<HistoryJob>(new BoundedChannelOptions(_options.Limits.OpenHistoricalRequests + 1)
        {
            FullMode = BoundedChannelFullMode.Wait,   // never reached: the number of open requests is checked before
            SingleReader = true,
        });
    }

    /// <summary>-1 before START_API.</summary>
    public int ClientId => _clientId;

    /// <summary>Makes the end of this connection a reset instead of an orderly close.</summary>
    public void ResetOnClose() => _socket.LingerState = new LingerOption(true, 0);

    /// <summary>Serves the connection to its end; the socket is closed when this returns. Failures of this client end only this client.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct, _output.Overflow.Token);
        Task[] loops = [ReadAsync(ending.Token), _output.RunAsync(ending.Token), SendTimedAsync(ending.Token), ServeHistoryAsync(ending.Token)];
        await Task.WhenAny(loops);
        if (_output.Overflow.IsCancellationRequested)
        {
            _endReason = "it did not read";
            GatewayLog.SlowReader(_log, _clientId, _output.BacklogBytes);
        }

        EndStreams();
        _output.Close();
        _server.Release(this, _clientId);
        await ending.CancelAsync();
        _socket.Close();
        try
        {
            await Task.WhenAll(loops);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // Each loop ends this way when the connection does.
        }
        catch (RequestFormatException e)
        {
            _endReason = e.Message;
        }

        GatewayLog.ClientEnded(_log, _clientId, _endReason);
    }

    public void Dispose() => _output.Dispose();

    private async Task ReadAsync(CancellationToken ct)
    {
        await using var stream = new NetworkStream(_socket, ownsSocket: false);
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        if (!await GreetAsync(pipe, ct)) return;
        while (true)
        {
            var read = await pipe.ReadAsync(ct);
            while (_server.Faults.IsHalfOpen) await Task.Delay(FaultPoll, _time, ct);
            var buffer = read.Buffer;
            while (TryTakeFrame(ref buffer, out var payload))
                if (!await ReceiveAsync(payload, ct))
                {
                    await _output.DrainAsync(LastWords, ct);
                    return;
                }

            pipe.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted) return;
        }
    }

    /// <returns>False when the versions do not meet: the connection closes without an answer.</returns>
    private async Task<bool> GreetAsync(PipeReader pipe, CancellationToken ct)
    {
        while (true)
        {
            var read = await pipe.ReadAsync(ct);
            var buffer = read.Buffer;
            if (ClientHello.TryRead(ref buffer) is { } hello)
            {
                pipe.AdvanceTo(buffer.Start);
                _version = Math.Min(_options.MaxServerVersion, hello.MaxVersion);
                _isPaced = hello.WantsPacing;
                if (hello.MaxVersion < GatewayOptions.MinVersion || hello.MinVersion > _options.MaxServerVersion)
                {
                    _endReason = $"it offers versions {hello.MinVersion} to {hello.MaxVersion}";
                    return false;
                }

                using var append = _output.Append();
                AnswerEncoder.Hello(append.Frames, _version, WireTimes.WithZone(_market.Clock.NowSeconds));
                return true;
            }

            pipe.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted) return false;
        }
    }

    private static bool TryTakeFrame(ref ReadOnlySequence<byte> buffer, out byte[] payload)
    {
        const int prefix = 4;
        const int maxLength = 0xFF_FFFF;
        payload = [];
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadBigEndian(out int length)) return false;
        if (length is < 0 or > maxLength)
            throw new RequestFormatException(BadLength, -1, $"Expected a frame of at most {maxLength} bytes, found the length {length}.");
        if (buffer.Length < prefix + length) return false;
        payload = buffer.Slice(prefix, length).ToArray();
        buffer = buffer.Slice(prefix + length);
        return true;
    }

    /// <returns>False when the connection is to end.</returns>
    private async ValueTask<bool> ReceiveAsync(byte[] payload, CancellationToken ct)
    {
        if (payload.Length == 0) return true;
        try
        {
            if (_clientId < 0) return await StartAsync(payload, ct);
            while (!_rate.TryTake())
            {
                if (!_isPaced)
                {
                    RefuseForRate();
                    return _rateViolations < MaxRateViolations;
                }

                await Task.Delay(_rate.Wait, _time, ct);
            }

            await HandleAsync(RequestParser.Parse(payload, _version), ct);
        }
        catch (RequestFormatException e)
        {
            SendError(e.RequestId, e.Code, e.Message);
        }

        return true;
    }

    /// <summary>Everything before START_API is ignored.</summary>
    private async ValueTask<bool> StartAsync(byte[] payload, CancellationToken ct)
    {
        if (!payload.AsSpan().StartsWith("71\0"u8)) return true;
        var start = (StartApiRequest)RequestParser.Parse(payload, _version);
        if (start.ClientId < 0)
            throw new RequestFormatException(RequestFormatException.NotValid, -1, $"Error validating request startApi: client id {start.ClientId}.");
        if (_server.Faults.TakeClientIdRefusal() || !_server.TryRegister(this, start.ClientId))
        {
            SendError(-1, 326, "Unable to connect as the client id is already in use. Retry with a unique client id.");
            _endReason = $"client id {start.ClientId} is in use";
            await Task.Delay(_options.DuplicateClientDelay, _time, ct);
            return false;
        }

        _clientId = start.ClientId;
        _carriesNanos = start.OptionalCapabilities.Split([',', ';', ' ']).Contains(NanosCapability);
        using (var append = _output.Append())
        {
            AnswerEncoder.ManagedAccounts(append.Frames, _options.Account);
            AnswerEncoder.NextValidId(append.Frames, _options.FirstOrderId);
        }

        SendError(-1, 2104, "Market data farm connection is OK:usfarm");
        SendError(-1, 2104, "Market data farm connection is OK:usfuture");
        SendError(-1, 2106, "HMDS data farm connection is OK:ushmds");
        SendError(-1, 2158, "Sec-def data farm connection is OK:secdefil");
        GatewayLog.ClientReady(_log, _clientId, _version);
        return true;
    }

    private void RefuseForRate()
    {
        var limit = _options.Limits.MessagesPerSecond;
        _rateViolations++;
        SendError(-1, MaxRateExceeded, $"Max rate of messages per second has been exceeded:max={limit} rec={limit + 1} ({_rateViolations})");
        _endReason = "it exceeded the message rate three times";
    }

    private async Task SendTimedAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimerStep, _time);
        while (await timer.WaitForNextTickAsync(ct))
            foreach (var stream in _timed)
                stream.OnTime();
    }

    private void SendError(long requestId, int code, string text)
    {
        if (code is < 2100 or > 2199) GatewayLog.RequestRefused(_log, _clientId, requestId, code, text);
        using var append = _output.Append();
        AnswerEncoder.Error(append.Frames, _version, requestId, code, text, _market.Clock.Now.Value / UnixNanos.PerMillisecond);
    }
}
