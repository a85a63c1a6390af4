using System.Globalization;
using Argonaut.Domain;
using Argonaut.SimulatedGateway.Broker;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Faults;
using Argonaut.SimulatedGateway.Market;
using Argonaut.SimulatedGateway.Protocol;

namespace Argonaut.SimulatedGateway.Control;

/// <summary>A command that cannot be carried out; the message tells why.</summary>
public sealed class ControlException(string message) : Exception(message);

/// <summary>
/// Everything that can be done to a running gateway from outside the protocol (ib-tws-protocol.md 12.1, rule 13): the control API, scripts
/// and tests use it alike. Safe from any thread.
/// </summary>
public sealed class GatewayControl(GatewayServer server, ISimulatedMarket market)
{
    private int _bulletins;

    public GatewayServer Server => server;

    public GatewayFaults Faults => server.Faults;

    public MarketClock Clock => market.Clock;

    /// <summary>Lets time pass in step mode.</summary>
    /// <exception cref="ControlException">The clock runs by itself.</exception>
    public void Step(TimeSpan by)
    {
        if (market.Clock.Time is not SteppedTime stepped) throw new ControlException("The clock runs by itself; start the gateway with --step.");
        if (by <= TimeSpan.Zero || by > TimeSpan.FromDays(31)) throw new ControlException($"Expected a step above 0 and at most 31 days, found {by.TotalSeconds} s.");
        stepped.Advance(by);
    }

    /// <summary><c>alwaysOpen</c> or <c>realCalendar</c>.</summary>
    public void SetScenario(string name) => Tape.IsRealCalendar = name switch
    {
        "alwaysOpen" => false,
        "realCalendar" => true,
        _ => throw new ControlException($"Expected alwaysOpen or realCalendar, found '{name}'."),
    };

    public string Scenario => market is TapeMarket tape ? tape.IsRealCalendar ? "realCalendar" : "alwaysOpen" : "recording";

    /// <param name="by">Wire price.</param>
    public void MovePrice(string symbol, decimal by) => Tape.Move(Contract(symbol), by);

    /// <summary>Halts trading: tick 49, no ticks, then tick 49 again.</summary>
    /// <returns>Completes when trading goes on.</returns>
    public Task HaltAsync(string symbol, TimeSpan length, CancellationToken ct)
    {
        var contract = Contract(symbol);
        if (length < TimeSpan.FromSeconds(1) || length > TimeSpan.FromDays(1)) throw new ControlException($"Expected 1 s to a day, found {length.TotalSeconds} s.");
        Tape.Halt(contract, length);
        foreach (var session in server.Sessions(-1)) session.TellHalt(contract.ConId, isHalted: true);
        return ResumeAsync(contract.ConId, length, ct);
    }

    /// <summary>An order made by hand in the gateway: client 0 sees it.</summary>
    /// <returns>Its permanent id.</returns>
    public long PlaceManual(string action, decimal quantity, string symbol, string type, decimal? price)
    {
        var terms = new OrderTerms
        {
            Action = action,
            TotalQuantity = quantity,
            OrderType = type,
            Tif = "DAY",
            LmtPrice = type is "LMT" ? price : null,
            AuxPrice = type is "STP" ? price : null,
        };
        var contract = Contract(symbol);
        var placed = 0L;
        server.Desk.Do((broker, now) =>
        {
            if (OrderChecks.Find(terms, contract, [.. broker.Accounts.Select(static a => a.Name).Take(1)], broker.ContractOf, server.Options.Broker) is { } wrong)
                throw new ControlException(wrong.Text);
            placed = broker.PlaceManual(terms, contract, now).PermId;
        });
        return placed;
    }

    public void Bulletin(string text)
    {
        var number = Interlocked.Increment(ref _bulletins);
        foreach (var session in server.Sessions(-1)) session.TellBulletin(number, text);
    }

    /// <summary>Orders, executions and holdings as the broker has them.</summary>
    public Ledger Ledger() => server.Desk.Ask((broker, _) => new Ledger(
        [
            .. broker.Orders.Select(o => new LedgerOrder(
                o.PermId, o.ClientId, o.OrderId, o.Contract.LocalSymbol, o.Terms.Action, o.Terms.OrderType, Text(o.Quantity), Text(o.Filled), o.Status)),
        ],
        [
            .. broker.Accounts.SelectMany(static a => a.Executions).Select(e => new LedgerExecution(
                e.ExecId, e.PermId, e.Contract.LocalSymbol, e.IsBuy ? "BOT" : "SLD", Text(e.Quantity), Text(e.Price), Text(e.Commission))),
        ],
        [
            .. broker.Accounts.SelectMany(a => a.Positions.Values.Select(p => new LedgerPosition(
                a.Name, p.Contract.LocalSymbol, Text(p.Quantity), Text(p.AverageCost), Text(p.Realized)))),
        ],
        [.. broker.Accounts.SelectMany(static a => a.Cash.Select(c => new LedgerCash(a.Name, c.Key, Text(c.Value))))]));

    public IEnumerable<int> Clients => server.Sessions(-1).Select(static s => s.ClientId);

    private async Task ResumeAsync(int conId, TimeSpan length, CancellationToken ct)
    {
        await Task.Delay(length + TimeSpan.FromSeconds(1), market.Clock.Time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (ct.IsCancellationRequested) return;
        foreach (var session in server.Sessions(-1)) session.TellHalt(conId, isHalted: false);
    }

    private TapeMarket Tape => market as TapeMarket ?? throw new ControlException("Only the simulated market can be changed; this one plays a recording or a load.");

    /// <summary>By local symbol, else the first with the symbol.</summary>
    private SimulatedContract Contract(string symbol) =>
        market.Contracts.All.FirstOrDefault(c => c.LocalSymbol == symbol) ?? market.Contracts.All.FirstOrDefault(c => c.Symbol == symbol)
        ?? throw new ControlException($"No contract is called '{symbol}'.");

    private static string Text(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);
}

/// <summary>What the broker has booked; numbers as decimal text.</summary>
public sealed record Ledger(
    IReadOnlyList<LedgerOrder> Orders, IReadOnlyList<LedgerExecution> Executions, IReadOnlyList<LedgerPosition> Positions, IReadOnlyList<LedgerCash> Cash);

public sealed record LedgerOrder(
    long PermId, int ClientId, int OrderId, string Symbol, string Action, string OrderType, string Quantity, string Filled, string Status);

public sealed record LedgerExecution(string ExecId, long PermId, string Symbol, string Side, string Quantity, string Price, string Commission);

public sealed record LedgerPosition(string Account, string Symbol, string Quantity, string AverageCost, string Realized);

public sealed record LedgerCash(string Account, string Currency, string Amount);
