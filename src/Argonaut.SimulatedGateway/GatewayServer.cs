using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Argonaut.SimulatedGateway.Broker;
using Argonaut.SimulatedGateway.Faults;
using Argonaut.SimulatedGateway.Market;
using Argonaut.SimulatedGateway.Session;
using Microsoft.Extensions.Logging;

namespace Argonaut.SimulatedGateway;

/// <summary>
/// A simulated IB Gateway on a loopback port: the server side of the TWS protocol, text messages of versions 178 to 200
/// (ib-tws-protocol.md 12), fed by a market, with a simulated broker behind it.
/// </summary>
public sealed class GatewayServer : IAsyncDisposable
{
    private readonly ISimulatedMarket _market;
    private readonly TimeProvider _time;
    private readonly ILogger<GatewayServer> _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<ClientSession, Task> _sessions = [];
    private readonly ConcurrentDictionary<int, ClientSession> _clientIds = [];
    private readonly Lock _listenGate = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private Task _playing = Task.CompletedTask;
    private readonly ConcurrentDictionary<int, int> _competing = [];
    private readonly ConcurrentDictionary<int, ClientRemains> _remains = [];
    private ITimer? _faultTimer;
    private ITimer? _brokerTimer;
    private int _port;
    private bool _isDisposed;

    public GatewayServer(GatewayOptions options, ISimulatedMarket market, TimeProvider time, ILogger<GatewayServer> log)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxServerVersion, GatewayOptions.MinVersion);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxServerVersion, GatewayOptions.MaxVersion);
        Options = options;
        _market = market;
        _time = time;
        _log = log;
        Faults = new GatewayFaults(market.Clock, options.FaultSeed);
        Desk = new BrokerDesk(options, market, Sessions, TakeOrderFault);
        Faults.RunActionsBy(new FaultActions(this, time, _stopping.Token).RunAsync);
    }

    public GatewayOptions Options { get; }

    /// <summary>Misbehaviour on request (ib-tws-protocol.md 12.2).</summary>
    public GatewayFaults Faults { get; }

    /// <summary>Where it listens now; a fault can change it.</summary>
    public int Port => Volatile.Read(ref _port);

    /// <summary>Clients that are connected now, also those that have not said who they are.</summary>
    public int Clients => _sessions.Count;

    /// <summary>Listens on loopback and starts the market.</summary>
    /// <returns>The port.</returns>
    /// <exception cref="SocketException">The port is taken.</exception>
    public Task<int> StartAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Listen(Options.Port);
        _playing = PlayAsync();
        _faultTimer = Faults.StartTimer();
        _brokerTimer = Desk.StartTimer();
        GatewayLog.Listening(_log, _port, Options.Account, Options.MaxServerVersion);
        return Task.FromResult(_port);
    }

    /// <summary>The port is closed, connections stay, until <see cref="ListenAgain"/>.</summary>
    public void StopListening()
    {
        lock (_listenGate)
        {
            _listener?.Dispose();
            _listener = null;
        }
    }

    /// <summary>Opens the same port again.</summary>
    public void ListenAgain() => Listen(_port);

    /// <summary>Listens on another port instead; connections stay. 0 takes a free one.</summary>
    /// <returns>The port.</returns>
    internal int Move(int port)
    {
        StopListening();
        Listen(port);
        return _port;
    }

    /// <summary>Ends all connections at once, orderly (FIN) or abruptly (RST).</summary>
    public async Task DisconnectAllAsync(bool abruptly)
    {
        Task[] ending = [.. _sessions.Values];
        foreach (var session in _sessions.Keys) session.End(abruptly, isMidFrame: false);
        await Task.WhenAll(ending);
    }

    /// <summary>
    /// A daily restart: everybody is disconnected, the port is closed for a while, and the first logins afterwards meet the ghosts of the old
    /// sessions (326). Orders stay, streams do not.
    /// </summary>
    public async Task RestartAsync(TimeSpan closedFor, int ghostLogins, bool abruptly, CancellationToken ct)
    {
        StopListening();
        Desk.Do(static (broker, _) => broker.Restarted());
        await DisconnectAllAsync(abruptly);
        await Task.Delay(closedFor, _time, ct);
        if (ghostLogins > 0) Faults.Arm(FaultSpec.Of(FaultCatalog.ClientIdInUse) with { Times = ghostLogins });
        ListenAgain();
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        StopListening();
        if (_faultTimer is not null) await _faultTimer.DisposeAsync();
        if (_brokerTimer is not null) await _brokerTimer.DisposeAsync();
        await _stopping.CancelAsync();
        await _accepting;
        await Task.WhenAll(_sessions.Values);
        await _playing;
        _stopping.Dispose();
    }

    internal bool TryRegister(ClientSession session, int clientId) => _clientIds.TryAdd(clientId, session);

    internal void Release(ClientSession session, int clientId) =>
        _clientIds.TryRemove(new KeyValuePair<int, ClientSession>(clientId, session));

    internal GatewayHealth Health { get; } = new();

    internal BrokerDesk Desk { get; }

    /// <summary>Those who have logged in; -1: all.</summary>
    internal IEnumerable<ClientSession> Sessions(int clientId) =>
        _clientIds.Where(one => clientId < 0 || one.Key == clientId).OrderBy(static one => one.Key).Select(static one => one.Value);

    /// <summary>Another session of the same user takes the market data, until disposed; -1: of all clients.</summary>
    internal IDisposable Compete(int clientId)
    {
        _competing.AddOrUpdate(clientId, 1, static (_, n) => n + 1);
        return new Ending(() => _competing.AddOrUpdate(clientId, 0, static (_, n) => n - 1));
    }

    internal bool IsCompeted(int clientId) =>
        !_competing.IsEmpty && (_competing.GetValueOrDefault(-1) > 0 || _competing.GetValueOrDefault(clientId) > 0);

    /// <summary>What the client's last connection left behind.</summary>
    internal ClientRemains? RemainsOf(int clientId) => _remains.GetValueOrDefault(clientId);

    internal void Keep(int clientId, ClientRemains remains) => _remains[clientId] = remains;

    private ArmedFault? TakeOrderFault(string name, int clientId)
    {
        var messages = Sessions(clientId).FirstOrDefault()?.Messages ?? 0;
        return Faults.TryTake(name, clientId, messages, out var fault) ? fault : null;
    }

    private void Listen(int port)
    {
        lock (_listenGate)
        {
            var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
                listener.Listen(Options.MaxClients);
            }
            catch (SocketException)
            {
                listener.Dispose();
                throw;
            }

            _port = ((IPEndPoint)listener.LocalEndPoint!).Port;
            _listener = listener;
            _accepting = Task.WhenAll(_accepting, AcceptAsync(listener));
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptAsync(_stopping.Token);
                if (_sessions.Count >= Options.MaxClients)
                {
                    socket.Dispose();
                    continue;
                }

                socket.NoDelay = true;
                Serve(socket);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The port was closed: by the end of the gateway or by a fault.
        }
    }

    private void Serve(Socket socket)
    {
        var session = new ClientSession(socket, this, _market, _time, _log);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sessions[session] = RunAsync(begun.Task);
        begun.SetResult();

        async Task RunAsync(Task registered)
        {
            await registered;
            try
            {
                await session.RunAsync(_stopping.Token);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                GatewayLog.ClientFailed(_log, e, session.ClientId);
            }

            _sessions.TryRemove(session, out _);
            session.Dispose();
        }
    }

    private async Task PlayAsync()
    {
        try
        {
            await _market.RunAsync(_stopping.Token);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            GatewayLog.MarketFailed(_log, e);
        }
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
