using System.Collections.Immutable;
using Argonaut.Ports;
using Argonaut.Trading.Lines;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Session;

internal enum IbPhase
{
    AwaitVersion,
    AwaitReady,
    Ready,
}

/// <summary>Login: hello, start, next valid id and accounts, each with its deadline (ib-tws-protocol.md 3).</summary>
internal sealed partial class IbSession
{
    private static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(2);

    private IbPhase _phase;
    private TimeSpan _deadline;
    private TimeSpan? _readyAt;
    private TimeSpan _subscribeFrom;
    private int _version;
    private bool _hasNextId;
    private bool _hasAccounts;

    private bool IsReady => _phase == IbPhase.Ready;

    /// <summary>Says hello.</summary>
    private void Open()
    {
        _parts.Decoder.Reset(_parts.RequestIds.Next);
        _deadline = Now + Options.VersionTimeout;
        var hello = IbRequests.Hello(IbVersions.Min, Options.MaxServerVersion, Options.PaceApi ? "+PACEAPI" : "");
        _parts.Flight.Sent(hello, isHello: true);
        _link.TryPost(IbLane.Control, hello);
    }

    private void OnHello(ReadOnlySpan<byte> payload)
    {
        var hello = IbSystemDecoder.Hello(payload);
        if (hello.ServerVersion < IbVersions.Min || hello.ServerVersion > Options.MaxServerVersion)
        {
            End(IbEnd.Unsupported,
                $"Server version {hello.ServerVersion} is not supported (506): versions {IbVersions.Min} to {Options.MaxServerVersion} are.");
            return;
        }

        _version = hello.ServerVersion;
        Board.ServerVersion = hello.ServerVersion;
        _parts.Flight.Describe(Board.Endpoint, _version);
        _phase = IbPhase.AwaitReady;
        _deadline = Now + Options.ReadyTimeout;
        Post(IbLane.Control, w => w.StartApi(Options.ClientId, Options.AcceptNanoseconds ? IbOptions.NanosecondsCapability : ""));
    }

    private void OnNextValidId(int orderId)
    {
        _hasNextId = true;
        if (!_parts.OrderIds.Hear(orderId)) IbLog.NextValidIdWentBack(_parts.Log, orderId, _parts.OrderIds.Next);
        _parts.RequestIds.AvoidOrderIds(_parts.OrderIds.Next);
        BecomeReady();
    }

    private void OnAccounts(ImmutableArray<string> accounts)
    {
        _hasAccounts = true;
        Board.Accounts = accounts;
        BecomeReady();
    }

    private void BecomeReady()
    {
        if (_phase != IbPhase.AwaitReady || !_hasNextId || !_hasAccounts) return;
        _phase = IbPhase.Ready;
        _readyAt = Now;
        _subscribeFrom = _wasFlapping ? Now + StableAfter : Now;
        _parts.Decoder.Reset(_parts.RequestIds.Next);
        _parts.Lines.Renew(LineState.Requested, WaitingToBeRequested, GapCause.None);
        Post(IbLane.Control, w => w.MarketDataType(1));
        AskForTime();
        StartAccounts();
        IbLog.Ready(_parts.Log, _version, Board.Accounts.Length, Board.IsSimulated);
        ShowState();
    }

    private void CheckDeadline()
    {
        if (Now < _deadline) return;
        if (_phase == IbPhase.AwaitVersion)
            End(IbEnd.Lost, $"The gateway accepted the connection but said nothing for {Options.VersionTimeout.TotalSeconds:0.#} s: "
                + "it waits for its login, its API is off, or a confirmation dialog is open.");
        if (_phase == IbPhase.AwaitReady)
            End(IbEnd.Lost, $"The gateway did not become ready within {Options.ReadyTimeout.TotalSeconds:0.#} s: it waits for its login.");
    }

    /// <summary>State and sentence from what is known of the broker's links.</summary>
    private void ShowState()
    {
        if (!IsReady) return;
        if (_isLinkLost)
            Board.Set(FeedState.Degraded, "The gateway lost its link to the broker; waiting for it to come back."
                + (LinkCause == GapCause.DailyRestart ? " Scheduled maintenance: the broker's servers reset every day at this time." : ""));
        else if (_brokenDataFarms.Count > 0)
            Board.Set(FeedState.Degraded, $"Market data farm broken: {string.Join(", ", _brokenDataFarms.Order())}.");
        else if (_brokenHistoryFarms.Count > 0)
            Board.Set(FeedState.Degraded, $"Historical data farm broken: {string.Join(", ", _brokenHistoryFarms.Order())}; history waits.");
        else if (_brokenDefinitionFarms.Count > 0)
            Board.Set(FeedState.Ready, "Connected; the security definition farm is broken, searches wait.");
        else Board.Set(FeedState.Ready, $"Connected, server version {_version}.");
    }
}
