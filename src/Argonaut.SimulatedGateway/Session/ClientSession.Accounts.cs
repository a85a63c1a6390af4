using System.Globalization;
using Argonaut.Domain;
using Argonaut.SimulatedGateway.Broker;
using Argonaut.SimulatedGateway.Protocol;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.SimulatedGateway.Session;

/// <summary>Accounts, positions and profit of one connection (ib-tws-protocol.md 8.10).</summary>
internal sealed partial class ClientSession
{
    private const int MaxSummaries = 2;
    private const string AccountReplaced = "API client has been unsubscribed from account data.";

    private readonly Lock _accountGate = new();
    private readonly Dictionary<int, AccountSummaryRequest> _summaries = [];
    private readonly Dictionary<int, PositionsMultiRequest> _positionsMulti = [];
    private readonly Dictionary<int, AccountUpdatesMultiRequest> _accountsMulti = [];
    private readonly Dictionary<int, TimedAnswer> _profits = [];
    private TimedAnswer? _refresh;
    private string? _watchedAccount;
    private bool _watchesPositions;

    private void SetAccountUpdates(AccountUpdatesRequest request)
    {
        var account = AccountNamed(-1, request.Account);
        if (!request.IsSubscribe)
        {
            lock (_accountGate) _watchedAccount = null;
            return;
        }

        _server.Desk.Do((broker, now) =>
        {
            lock (_accountGate)
            {
                if (_watchedAccount is not null && _watchedAccount != account) SendError(-1, 2100, AccountReplaced);
                _watchedAccount = account;
                SendAccount(broker, broker.AccountOf(account), now);
                Send(to => AccountEncoder.DownloadEnd(to, account));
            }
        });
        RefreshAccounts();
    }

    private void StartSummary(AccountSummaryRequest request)
    {
        _server.Desk.Do((broker, _) =>
        {
            lock (_accountGate)
            {
                if (_summaries.ContainsKey(request.RequestId)) throw new RequestFormatException(RequestFailed, request.RequestId, "Error processing request:Duplicate ticker id");
                if (_summaries.Count >= MaxSummaries)
                    throw new RequestFormatException(RequestFailed, request.RequestId, "Error processing request:Maximum number of account summary requests exceeded");
                _summaries.Add(request.RequestId, request);
                SendSummary(broker, request);
            }
        });
        RefreshAccounts();
    }

    private void StartPositions() => _server.Desk.Do((broker, _) =>
    {
        lock (_accountGate)
        {
            _watchesPositions = true;
            Send(to =>
            {
                foreach (var account in broker.Accounts)
                    foreach (var position in Held(account)) WritePosition(to, account, position);
                AccountEncoder.PositionEnd(to);
            });
        }
    });

    private void StartPositionsMulti(PositionsMultiRequest request) => _server.Desk.Do((broker, _) =>
    {
        lock (_accountGate)
        {
            _positionsMulti[request.RequestId] = request;
            Send(to =>
            {
                foreach (var account in broker.Accounts.Where(a => request.Account.Length == 0 || a.Name == request.Account))
                    foreach (var position in Held(account)) WritePositionMulti(to, request, account, position);
                AccountEncoder.PositionMultiEnd(to, request.RequestId);
            });
        }
    });

    private void StartAccountMulti(AccountUpdatesMultiRequest request)
    {
        var name = AccountNamed(request.RequestId, request.Account);
        _server.Desk.Do((broker, _) =>
        {
            lock (_accountGate)
            {
                _accountsMulti[request.RequestId] = request;
                var figures = broker.FiguresOf(broker.AccountOf(name));
                Send(to =>
                {
                    var lines = request.LedgerAndNlv ? figures.Summary().Where(static l => l.Key == "NetLiquidation").Concat(figures.Ledger()) : figures.Summary().Concat(figures.Ledger());
                    foreach (var (key, value, currency) in lines) AccountEncoder.UpdateMulti(to, request.RequestId, name, request.ModelCode, key, value, currency);
                    AccountEncoder.UpdateMultiEnd(to, request.RequestId);
                });
            }
        });
    }

    private void StartPnL(PnLRequest request)
    {
        var name = AccountNamed(request.RequestId, request.Account);
        StartProfit(request.RequestId, () =>
        {
            var profit = _server.Desk.Ask((broker, start) => start.Of(broker.AccountOf(name), broker.FiguresOf(broker.AccountOf(name)), broker.RateOf));
            Send(to => AccountEncoder.PnL(to, request.RequestId, Trimmed(profit.Daily), Trimmed(profit.Unrealized), Trimmed(profit.Realized)));
        });
    }

    private void StartPnLSingle(PnLSingleRequest request)
    {
        var name = AccountNamed(request.RequestId, request.Account);
        StartProfit(request.RequestId, () =>
        {
            var (position, profit, value) = _server.Desk.Ask((broker, start) =>
            {
                var account = broker.AccountOf(name);
                var figures = broker.FiguresOf(account);
                var held = account.Positions.GetValueOrDefault(request.ConId);
                return held is null
                    ? (0m, (Profit?)null, (decimal?)null)
                    : (held.Quantity, start.Of(account, held, figures), held.ValueAt(figures.Mark(held)));
            });
            Send(to => AccountEncoder.PnLSingle(
                to, request.RequestId, position, Rounded(profit?.Daily), Rounded(profit?.Unrealized), Rounded(profit?.Realized), Rounded(value)));
        });
    }

    private void StartProfit(int requestId, Action send)
    {
        var stream = new TimedAnswer(TimeSpan.FromSeconds(1), _market.Clock, send);
        lock (_accountGate)
            if (!_profits.TryAdd(requestId, stream)) throw new RequestFormatException(RequestFailed, requestId, "Error processing request:Duplicate ticker id");
        send();
        AddTimed(stream);
    }

    /// <summary>Cancels of account requests are idempotent: an unknown id is no error.</summary>
    private void CancelAccountRequest(int messageId, int requestId)
    {
        lock (_accountGate)
            switch (messageId)
            {
                case IbRequest.CancelAccountSummary:
                    _summaries.Remove(requestId);
                    break;
                case IbRequest.CancelPositionsMulti:
                    _positionsMulti.Remove(requestId);
                    break;
                case IbRequest.CancelAccountUpdatesMulti:
                    _accountsMulti.Remove(requestId);
                    break;
                default:
                    if (_profits.Remove(requestId, out var stream)) RemoveTimed(stream);
                    break;
            }
    }

    private void StopPositions()
    {
        lock (_accountGate) _watchesPositions = false;
    }

    private void OnPosition(PositionEvent told)
    {
        var (account, position) = (told.Account, told.Position);
        lock (_accountGate)
            Send(to =>
            {
                if (_watchesPositions) WritePosition(to, account, position);
                foreach (var multi in _positionsMulti.Values)
                    if (multi.Account.Length == 0 || multi.Account == account.Name) WritePositionMulti(to, multi, account, position);
            });
        if (_watchedAccount == account.Name) _isAccountStale = true;
    }

    private volatile bool _isAccountStale;

    /// <summary>Every three minutes, and soon after a holding changed.</summary>
    private void RefreshAccounts()
    {
        lock (_accountGate)
        {
            if (_refresh is not null) return;
            var since = _market.Clock.NowSeconds;
            _refresh = new TimedAnswer(TimeSpan.FromSeconds(1), _market.Clock, () =>
            {
                var isDue = _market.Clock.NowSeconds - since >= 180;
                if (!isDue && !_isAccountStale) return;
                if (isDue) since = _market.Clock.NowSeconds;
                _isAccountStale = false;
                _server.Desk.Do((broker, now) =>
                {
                    lock (_accountGate)
                    {
                        if (_watchedAccount is { } watched) SendAccount(broker, broker.AccountOf(watched), now);
                        if (!isDue) return;
                        foreach (var summary in _summaries.Values) SendSummary(broker, summary);
                    }
                });
            });
        }

        AddTimed(_refresh);
    }

    private void SendAccount(SimulatedBroker broker, SimulatedAccount account, UnixNanos now)
    {
        var figures = broker.FiguresOf(account);
        Send(to =>
        {
            AccountEncoder.Value(to, "AccountCode", account.Name, "", account.Name);
            AccountEncoder.Value(to, "AccountReady", "true", "", account.Name);
            foreach (var (key, value, currency) in figures.Summary()) AccountEncoder.Value(to, key, value, currency, account.Name);
            foreach (var (key, value, currency) in figures.Ledger()) AccountEncoder.Value(to, key, value, currency, account.Name);
            foreach (var position in account.Positions.Values)
            {
                var mark = figures.Mark(position);
                var primary = position.Contract.PrimaryExchange.Length > 0 ? position.Contract.PrimaryExchange : position.Contract.Exchange;
                AccountEncoder.Portfolio(
                    to, ContractText.Of(position.Contract, primary, noRight: "0"), position.Quantity, mark, Trimmed(position.ValueAt(mark)),
                    Trimmed(position.AverageCost), Trimmed(figures.UnrealizedOf(position)), Trimmed(position.Realized), account.Name);
            }

            AccountEncoder.UpdateTime(to, new DateTimeOffset(DateTime.UnixEpoch).AddSeconds(now.Value / UnixNanos.PerSecond).ToString("HH:mm", CultureInfo.InvariantCulture));
        });
    }

    private void SendSummary(SimulatedBroker broker, AccountSummaryRequest request)
    {
        var tags = request.Tags.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Send(to =>
        {
            foreach (var account in broker.Accounts)
            {
                var figures = broker.FiguresOf(account);
                foreach (var (key, value, currency) in figures.Summary())
                    if (tags.Contains(key)) AccountEncoder.Summary(to, request.RequestId, account.Name, key, value, currency);
                foreach (var tag in tags.Where(static t => t.StartsWith("$LEDGER", StringComparison.Ordinal)))
                {
                    var wanted = tag.Length > 8 ? tag[8..] : "BASE";
                    foreach (var (key, value, currency) in figures.Ledger())
                        if (wanted == "ALL" || wanted == currency) AccountEncoder.Summary(to, request.RequestId, account.Name, key, value, currency);
                }
            }

            AccountEncoder.SummaryEnd(to, request.RequestId);
        });
    }

    private static void WritePosition(IbFrameWriter to, SimulatedAccount account, Position position) => AccountEncoder.Position(
        to, account.Name, ContractText.Of(position.Contract, ""), position.Quantity, Trimmed(position.AverageCost));

    private static void WritePositionMulti(IbFrameWriter to, PositionsMultiRequest request, SimulatedAccount account, Position position) => AccountEncoder.PositionMulti(
        to, request.RequestId, account.Name, ContractText.Of(position.Contract, ""), position.Quantity, Trimmed(position.AverageCost), request.ModelCode);

    /// <summary>Empty: the only account.</summary>
    private string AccountNamed(int requestId, string name)
    {
        var known = _options.Account.Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (name.Length == 0) return known[0];
        return known.Contains(name) ? name : throw Invalid(requestId, $"Error validating request.-'bR' : cause - Invalid account code '{name}'.");
    }

    private static IEnumerable<Position> Held(SimulatedAccount account) => account.Positions.Values.Where(static p => p.Quantity != 0);

    private static decimal? Rounded(decimal? value) => value is { } known ? Trimmed(known) : null;
}
