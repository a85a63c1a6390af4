using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Channels;
using Argonaut.Domain;
using Argonaut.SimulatedGateway.Faults;
using Argonaut.SimulatedGateway.Market;
using Argonaut.SimulatedGateway.Protocol;
using Argonaut.Venues.Ib;
using Microsoft.Extensions.Logging;

namespace Argonaut.SimulatedGateway.Session;

/// <summary>
/// One connection (ib-tws-protocol.md 12.1, rule 2): hello, START_API, then requests until the client goes. The reading loop answers;
/// history is cut by a loop of its own, in the order of the requests; a timer sends what is due by the clock.
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
    private readonly StreamContext _context;
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MessageRate _rate;
    private readonly Channel<HistoryJob> _history;
    private readonly Lock _timerGate = new();
    private int _version;
    private bool _isPaced;
    private bool _carriesNanos;
    private bool _isDeaf;
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
        _output = new ClientOutput(socket, _options, time);
        _context = new StreamContext(market, _output, server.Faults, server.Health);
        _rate = new MessageRate(_options.Limits.MessagesPerSecond, time);
        _pacing = new HistoricalPacing(_options.Limits, time);
        _history = Channel.CreateBounded<HistoryJob>(new BoundedChannelOptions(_options.Limits.OpenHistoricalRequests + 1)
        {
            FullMode = BoundedChannelFullMode.Wait,   // never reached: the number of open requests is checked before
            SingleReader = true,
        });
    }

    /// <summary>-1 before START_API.</summary>
    public int ClientId => _context.ClientId;

    /// <summary>Received after START_API.</summary>
    public long Messages => _context.Messages;

    /// <summary>Ends the connection, by a reset or orderly.</summary>
    /// <param name="isMidFrame">Only after half of the next frame.</param>
    public void End(bool abruptly, bool isMidFrame)
    {
        if (abruptly) _socket.LingerState = new LingerOption(true, 0);
        _endReason = abruptly ? "the gateway reset it" : "the gateway closed it";
        if (isMidFrame) _output.CutNextFrame();
        else if (abruptly) _ending.Cancel();
        else _closing.TrySetResult();
    }

    /// <summary>Serves the connection to its end; the socket is closed when this returns. Failures of this client end only this client.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct, _output.Overflow.Token, _ending.Token);
        await using var timer = _time.CreateTimer(_ => SendTimed(), null, TimerStep, TimerStep);
        Task[] loops = [ReadAsync(ending.Token), _output.RunAsync(_context, ending.Token), ServeHistoryAsync(ending.Token)];
        await Task.WhenAny([.. loops, _closing.Task]);
        if (_output.Overflow.IsCancellationRequested)
        {
            _endReason = "it did not read";
            GatewayLog.SlowReader(_log, ClientId, _output.BacklogBytes);
        }

        if (ClientId >= 0) _server.Keep(ClientId, new ClientRemains([.. StreamIds()]));
        EndStreams();
        if (_closing.Task.IsCompleted) await _output.DrainAsync(LastWords, ending.Token);
        _output.Close();
        _server.Release(this, ClientId);
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

        GatewayLog.ClientEnded(_log, ClientId, _endReason);
    }

    public void Dispose()
    {
        _output.Dispose();
        _ending.Dispose();
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        await using var stream = new NetworkStream(_socket, ownsSocket: false);
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        if (!await GreetAsync(pipe, ct)) return;
        while (true)
        {
            var read = await pipe.ReadAsync(ct);
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
                if (_context.TryTake(FaultCatalog.AcceptThenSilent, out _)) return await IgnoreAsync(pipe, ct);
                _version = Math.Min(_options.MaxServerVersion, hello.MaxVersion);
                _isPaced = hello.WantsPacing;
                if (hello.MaxVersion < GatewayOptions.MinVersion || hello.MinVersion > _options.MaxServerVersion)
                {
                    _endReason = $"it offers versions {hello.MinVersion} to {hello.MaxVersion}";
                    return false;
                }

                if (_context.TryTake(FaultCatalog.OldServer, out var other) || _context.TryTake(FaultCatalog.NewServer, out other)) _version = other.Int("version");
                using var append = _output.Append();
                AnswerEncoder.Hello(append.Frames, _version, WireTimes.WithZone(_market.Clock.NowSeconds));
                return true;
            }

            pipe.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted) return false;
        }
    }

    /// <summary>Reads to the end of the connection and answers nothing.</summary>
    private static async Task<bool> IgnoreAsync(PipeReader pipe, CancellationToken ct)
    {
        while (true)
        {
            var read = await pipe.ReadAsync(ct);
            pipe.AdvanceTo(read.Buffer.End);
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
            if (_isDeaf) return true;
            if (ClientId < 0) return await StartAsync(payload, ct);
            _context.CountMessage();
            _server.Faults.Poll(ClientId, _context.Messages);
            if (ct.IsCancellationRequested || _closing.Task.IsCompleted) return false;
            while (_context.Holds(FaultCatalog.HalfOpen, out _) || _context.Holds(FaultCatalog.SlowReader, out _)) await Task.Delay(FaultPoll, _time, ct);
            if (_context.TryTake(FaultCatalog.Rate100, out _))
            {
                RefuseForRate();
                return _rateViolations < MaxRateViolations;
            }

            while (!_rate.TryTake())
            {
                if (!_isPaced)
                {
                    RefuseForRate();
                    return _rateViolations < MaxRateViolations;
                }

                await Task.Delay(_rate.Wait, _time, ct);
            }

            SendWrongFrames();
            if (payload is [(byte)'3' or (byte)'4', 0, ..] && _context.Holds(FaultCatalog.OrderLostAtRestart, out var lost))
            {
                _context.Log(lost, "read and swallowed", payload);
                return true;
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
        if (_context.TryTake(FaultCatalog.HelloThenSilent, out _))
        {
            _isDeaf = true;
            return true;
        }

        var start = (StartApiRequest)RequestParser.Parse(payload, _version);
        if (start.ClientId < 0)
            throw new RequestFormatException(RequestFormatException.NotValid, -1, $"Error validating request startApi: client id {start.ClientId}.");
        if (_server.Faults.TryTake(FaultCatalog.ClientIdInUse, start.ClientId, messages: 0, out _) || !_server.TryRegister(this, start.ClientId))
        {
            SendError(-1, 326, "Unable to connect as the client id is already in use. Retry with a unique client id.");
            _endReason = $"client id {start.ClientId} is in use";
            await Task.Delay(_options.DuplicateClientDelay, _time, ct);
            return false;
        }

        _context.ClientId = start.ClientId;
        _carriesNanos = start.OptionalCapabilities.Split([',', ';', ' ']).Contains(NanosCapability);
        Send(to => AnswerEncoder.ManagedAccounts(to, _options.Account));
        if (_context.TryTake(FaultCatalog.NoReady, out var late)) await Task.Delay(late.Seconds(), _time, ct);
        SendNextValidId();
        if (_server.Health.IsLinkDown) Notify(1100, "Connectivity between IBKR and Trader Workstation has been lost.");
        else foreach (var farm in Farms.AtLogin)
        {
            var (code, text) = _server.Health.IsBroken(farm) ? Farms.Broken(farm) : Farms.Ok(farm);
            Notify(code, text);
        }

        if (_context.TryTake(FaultCatalog.ReusedReqId, out var reused)) SendForOldIds(reused);
        GatewayLog.ClientReady(_log, ClientId, _version);
        return true;
    }

    private void SendNextValidId() => _server.Desk.Do((broker, _) => Send(to => AnswerEncoder.NextValidId(to, broker.NextValidId(ClientId))));

    private void RefuseForRate()
    {
        var limit = _options.Limits.MessagesPerSecond;
        _rateViolations++;
        SendError(-1, MaxRateExceeded, $"Max rate of messages per second has been exceeded:max={limit} rec={limit + 1} ({_rateViolations})");
        _endReason = "it exceeded the message rate three times";
    }

    /// <summary>On the timer, never twice at a time.</summary>
    private void SendTimed()
    {
        if (!_timerGate.TryEnter()) return;
        try
        {
            foreach (var stream in _timed) stream.OnTime();
        }
        finally
        {
            _timerGate.Exit();
        }
    }

    /// <summary>A status message that belongs to no request.</summary>
    public void Notify(int code, string text) => SendError(-1, code, text);

    private void SendError(long requestId, int code, string text) => SendError(requestId, code, text, "");

    private void SendError(long requestId, int code, string text, string rejectJson)
    {
        if (code is < 2100 or > 2199) GatewayLog.RequestRefused(_log, ClientId, requestId, code, text);
        using var append = _output.Append();
        AnswerEncoder.Error(append.Frames, _version, requestId, code, text, _market.Clock.Now.Value / UnixNanos.PerMillisecond, rejectJson);
    }
}
