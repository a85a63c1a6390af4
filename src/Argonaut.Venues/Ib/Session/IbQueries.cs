using System.Collections.Immutable;
using Argonaut.Ports;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Session;

/// <summary>Which of the broker's farms answers a request; it waits while that farm is broken.</summary>
internal enum IbFarm
{
    Definitions,
    History,
}

/// <summary>The gateway did not answer a request in its time; the connection is still there.</summary>
internal sealed class IbTimeoutException(string message) : Exception(message);

/// <summary>A request with one answer, of one or several messages. Everything but the task belongs to the session's loop.</summary>
internal abstract class IbQuery(TimeSpan timeout)
{
    /// <summary>Set when it is sent.</summary>
    public int RequestId { get; set; }

    public TimeSpan SentAt { get; set; }

    public TimeSpan Timeout { get; } = timeout;

    public abstract IbFarm Farm { get; }

    public abstract bool IsOver { get; }

    public abstract void Write(IbFrameWriter writer);

    /// <summary>Tells the server that the answer is no longer wanted; nothing where the protocol has no such message.</summary>
    public virtual void WriteCancel(IbFrameWriter writer)
    {
    }

    /// <summary>True when this message belonged to it.</summary>
    public abstract bool Accept(object message);

    public abstract void Fail(Exception reason);
}

/// <summary>A query that the rules for historical requests apply to (ib-tws-protocol.md 4.4).</summary>
internal interface IIbHistoryQuery
{
    /// <summary>Everything that makes two requests identical.</summary>
    string Identity { get; }

    /// <summary>What the limit of two seconds counts: contract, exchange and tick type.</summary>
    string Group { get; }

    /// <summary>How often it counts in the limit of ten minutes.</summary>
    int Weight { get; }
}

internal abstract class IbQuery<T>(TimeSpan timeout) : IbQuery(timeout)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Answer => _answer.Task;

    public override bool IsOver => _answer.Task.IsCompleted;

    public override void Fail(Exception reason) => _answer.TrySetException(reason);

    public void Abandon(CancellationToken ct) => _answer.TrySetCanceled(ct);

    protected bool Complete(T answer)
    {
        _answer.TrySetResult(answer);
        return true;
    }
}

/// <summary>Contract details until the end message; error 200 is an empty answer.</summary>
internal sealed class ContractQuery(IbContract contract, bool includeExpired = false) : IbQuery<ImmutableArray<IbContractDetails>>(TimeSpan.FromSeconds(30))
{
    private readonly ImmutableArray<IbContractDetails>.Builder _found = ImmutableArray.CreateBuilder<IbContractDetails>();

    public override IbFarm Farm => IbFarm.Definitions;

    public override void Write(IbFrameWriter writer) => writer.ContractDetails(RequestId, contract, includeExpired);

    public override bool Accept(object message)
    {
        switch (message)
        {
            case IbContractDetails details:
                _found.Add(details);
                return true;
            case ContractsEnd: return Complete(_found.ToImmutable());
            default: return false;
        }
    }

    public override void Fail(Exception reason)
    {
        if (reason is FeedRequestException { Code: 200 }) Complete([]);
        else base.Fail(reason);
    }

    /// <summary>Answer 52.</summary>
    internal sealed record ContractsEnd;
}

/// <summary>The oldest data there is, as text of the wire.</summary>
internal sealed class HeadTimestampQuery(IbContract contract, string whatToShow, bool useRegularHours, bool includeExpired)
    : IbQuery<string>(TimeSpan.FromSeconds(30)), IIbHistoryQuery
{
    public override IbFarm Farm => IbFarm.History;

    public string Identity => Group + "|head";

    public string Group => $"{contract.ConId}|{contract.Exchange}|{whatToShow}";

    public int Weight => 1;

    public override void Write(IbFrameWriter writer) =>
        writer.HeadTimestamp(RequestId, contract, useRegularHours, whatToShow, includeExpired: includeExpired);

    public override void WriteCancel(IbFrameWriter writer) => writer.CancelHeadTimestamp(RequestId);

    public override bool Accept(object message) => message is string text && Complete(text);
}

/// <summary>One page of historical bars, until its end is told.</summary>
internal sealed class BarPageQuery(
    IbContract contract, string end, string barSize, string duration, string whatToShow, bool useRegularHours, bool includeExpired)
    : IbQuery<ImmutableArray<IbWireBar>>(TimeSpan.FromSeconds(60)), IIbHistoryQuery
{
    private ImmutableArray<IbWireBar> _bars = [];

    public override IbFarm Farm => IbFarm.History;

    public string Identity => $"{contract.ConId}|{contract.Exchange}|{whatToShow}|{end}|{barSize}|{duration}";

    public string Group => $"{contract.ConId}|{contract.Exchange}|{whatToShow}";

    public int Weight => whatToShow == "BID_ASK" ? 2 : 1;

    public override void Write(IbFrameWriter writer) => writer.HistoricalData(
        RequestId, contract, end, barSize, duration, useRegularHours, whatToShow, includeExpired: includeExpired);

    public override void WriteCancel(IbFrameWriter writer) => writer.CancelHistoricalData(RequestId);

    public override bool Accept(object message)
    {
        switch (message)
        {
            case IbHistoricalData data:
                _bars = _bars.AddRange(data.Bars);
                return true;
            case IbHistoricalEnd: return Complete(_bars);
            default: return false;
        }
    }
}

/// <summary>Past ticks from a second on, in one or several messages; error 162 without data is an empty answer.</summary>
/// <param name="whatToShow"><c>TRADES</c> or <c>BID_ASK</c>.</param>
internal sealed class TickPageQuery(IbContract contract, string start, string whatToShow, bool includeExpired)
    : IbQuery<ImmutableArray<IbHistoricalTick>>(TimeSpan.FromSeconds(60)), IIbHistoryQuery
{
    public const int MostTicks = 1_000;

    private readonly ImmutableArray<IbHistoricalTick>.Builder _ticks = ImmutableArray.CreateBuilder<IbHistoricalTick>();

    public override IbFarm Farm => IbFarm.History;

    public string Identity => $"{contract.ConId}|{contract.Exchange}|{whatToShow}|{start}|ticks";

    public string Group => $"{contract.ConId}|{contract.Exchange}|{whatToShow}";

    public int Weight => whatToShow == "BID_ASK" ? 2 : 1;

    public override void Write(IbFrameWriter writer) => writer.HistoricalTicks(
        RequestId, contract, start, "", MostTicks, whatToShow, useRth: false, includeExpired: includeExpired);

    public override bool Accept(object message)
    {
        switch (message)
        {
            case IbHistoricalTicks page:
                _ticks.AddRange(page.Ticks);
                return !page.IsDone || Complete(_ticks.ToImmutable());
            case IbHistoricalEnd: return Complete(_ticks.ToImmutable());
            default: return false;
        }
    }
}
