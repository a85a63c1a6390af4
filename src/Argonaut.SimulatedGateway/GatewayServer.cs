using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Argonaut.SimulatedGateway.Market;
using Argonaut.SimulatedGateway.Session;
using Microsoft.Extensions.Logging;

namespace Argonaut.SimulatedGateway;

/// <summary>
/// A simulated IB Gateway on a loopback port: the server side of the TWS protocol, text messages of versions 178 to 200
/// (ib-tws-protocol.md 12), fed by a market. Orders and accounts are not part of it.
/// </summary>
public sealed class GatewayServer : IAsyncDisposable
{
    private readonly ISimulatedMarket _market;
    private readonly TimeProvider _time;
    private readonly ILogger<GatewayServer> _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<ClientSession, (Task Run, CancellationTokenSource Stop)> _sessions = [];
    private readonly ConcurrentDictionary<int, ClientSession> _clientIds = [];
    private readonly Lock _listenGate = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private Task _playing = Task.CompletedTask;
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
    }

    public GatewayOptions Options { get; }

    public GatewayFaults Faults { get; } = new();

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
        GatewayLog.Listening(_log, _port, Options.Account, Options.MaxServerVersion);
        return Task.FromResult(_port);
    }

    /// <summary>The fault <c>connectRefused</c>: the port is closed, connections stay, until <see cref="ListenAgain"/>.</summary>
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

    /// <summary>Ends all connections at once, orderly (FIN) or abruptly (RST).</summary>
    public async Task DisconnectAllAsync(bool abruptly)
    {
        foreach (var (session, (run, stop)) in _sessions)
        {
            if (abruptly) session.ResetOnClose();
            if (!run.IsCompleted) await stop.CancelAsync();
            await run;
        }
    }

    /// <summary>
    /// The fault <c>dailyRestart</c>: everybody is disconnected, the port is closed for a while, and the first logins afterwards meet the
    /// ghosts of the old sessions (326).
    /// </summary>
    public async Task RestartAsync(TimeSpan closedFor, int ghostLogins, bool abruptly, CancellationToken ct)
    {
        StopListening();
        await DisconnectAllAsync(abruptly);
        await Task.Delay(closedFor, _time, ct);
        Faults.RefuseClientIds(ghostLogins);
        ListenAgain();
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        StopListening();
        await _stopping.CancelAsync();
        await _accepting;
        foreach (var (_, (run, _)) in _sessions) await run;
        await _playing;
        _stopping.Dispose();
    }

    internal bool TryRegister(ClientSession session, int clientId) => _clientIds.TryAdd(clientId, session);

    internal void Release(ClientSession session, int clientId) =>
        _clientIds.TryRemove(new KeyValuePair<int, ClientSession>(clientId, session));

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
        var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sessions[session] = (RunAsync(begun.Task), stop);
        begun.SetResult();

        async Task RunAsync(Task registered)
        {
            await registered;
            using var stopping = _stopping.Token.Register(stop.Cancel);
            try
            {
                await session.RunAsync(stop.Token);
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
}
