using System.Globalization;

namespace Argonaut.Ports;

/// <summary>What is wrong with the store, as far as it matters for what is done about it (faults.md 3.2).</summary>
public enum StoreFault
{
    /// <summary>No connection: refused, reset, no such host.</summary>
    Unreachable,

    /// <summary>The server starts or recovers; it will answer by itself.</summary>
    StartingUp,

    /// <summary>The server ended the session.</summary>
    Terminated,

    /// <summary>No answer within the limit; the session was given up.</summary>
    NoAnswer,

    /// <summary>A commit takes longer than ticks may wait for it.</summary>
    Slow,
    StorageFull,

    /// <summary>A standby, or set so.</summary>
    ReadOnly,

    /// <summary>Another session holds a lock.</summary>
    Locked,
    TooManyConnections,

    /// <summary>Deadlocks or serialisation failures did not stop.</summary>
    Conflict,

    /// <summary>The server's programs were replaced under it: it must be restarted.</summary>
    Library,

    /// <summary>The stream stands further than was thought: its position must be read again.</summary>
    Overtaken,

    /// <summary>The schema is not ready yet.</summary>
    Preparing,

    /// <summary>Any other refusal that may pass.</summary>
    Refused,
}

/// <summary>Why the store takes no data, for people and for programs.</summary>
/// <param name="Message">Plain sentences: what is, and what to do. No secret.</param>
public sealed record StoreDiagnosis(StoreFault Fault, string Message)
{
    /// <summary>About how much of the store's disk one tick takes, where space is what lacks; else 0.</summary>
    public int BytesPerTick { get; init; }

    /// <summary>Where space is what lacks, says how much of it the ticks need that wait for the store.</summary>
    public StoreDiagnosis For(long waitingTicks)
    {
        if (BytesPerTick == 0) return this;
        var megabytes = string.Create(CultureInfo.InvariantCulture, $"{(waitingTicks * BytesPerTick + 999_999) / 1_000_000:N0} MB");
        var ticks = string.Create(CultureInfo.InvariantCulture, $"{waitingTicks:N0}");
        return this with { Message = $"{Message} The {ticks} ticks that wait need about {megabytes} there." };
    }

    /// <summary>Part of the API's contract: the fault in snake case.</summary>
    public string Code => Fault switch
    {
        StoreFault.Unreachable => "unreachable",
        StoreFault.StartingUp => "starting_up",
        StoreFault.Terminated => "terminated",
        StoreFault.NoAnswer => "no_answer",
        StoreFault.Slow => "slow",
        StoreFault.StorageFull => "storage_full",
        StoreFault.ReadOnly => "read_only",
        StoreFault.Locked => "locked",
        StoreFault.TooManyConnections => "too_many_connections",
        StoreFault.Conflict => "conflict",
        StoreFault.Library => "library",
        StoreFault.Overtaken => "overtaken",
        StoreFault.Preparing => "preparing",
        StoreFault.Refused => "refused",
        _ => throw new ArgumentOutOfRangeException(nameof(Fault), Fault, "Not a fault of the store."),
    };
}

/// <summary>The store cannot be reached or refused for a reason that may pass. The message is for the operator and holds no secret.</summary>
public sealed class StoreUnavailableException(StoreDiagnosis diagnosis, Exception? inner = null) : Exception(diagnosis.Message, inner)
{
    public StoreUnavailableException(string message)
        : this(new StoreDiagnosis(StoreFault.Unreachable, message))
    {
    }

    public StoreDiagnosis Diagnosis { get; } = diagnosis;
}
