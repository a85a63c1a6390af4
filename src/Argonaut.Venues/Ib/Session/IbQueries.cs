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
    : IbQuery<string>(TimeSpan.FromSeconds(30))
{
    public override IbFarm Farm => IbFarm.History;

    public string Identity => Group + "|head";

    public string Group => $"{contract.ConId}|{contract.Exchange}|{whatToShow}";

    public override void Write(IbFrameWriter writer) =>
        writer.HeadTimestamp(RequestId, contract, useRegularHours, whatToShow, includeExpired: includeExpired);

    public override void WriteCancel(IbFrameWriter writer) => writer.CancelHeadTimestamp(RequestId);

    public override bool Accept(object message) => message is string text && Complete(text);
}

/// <summary>One page of historical bars, until its end is told.</summary>
internal sealed class BarPageQuery(
    IbContract contract, string end, string barSize, string duration, string whatToShow, bool useRegularHours, bool includeExpired)
    : IbQuery<ImmutableArray<IbWireBar>>(TimeSpan.FromSeconds(60))
{
    private ImmutableArray<IbWireBar> _bars = [];

    public override IbFarm Farm => IbFarm.History;

    /// <summary>Everything that makes two requests identical (ib-tws-protocol.md 4.4).</summary>
    public string Identity => $"{contract.ConId}|{contract.Exchange}|{whatToShow}|{end}|{barSize}|{duration}";

    /// <summary>What the limit of two seconds counts.</summary>
    public string Group => $"{contract.ConId}|{contract.Exchange}|{whatToShow}";

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
