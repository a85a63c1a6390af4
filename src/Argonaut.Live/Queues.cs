using System.Collections.Immutable;

namespace Argonaut.Live;

/// <summary>The queues of this room as data: architecture, section 6.</summary>
public static class Queues
{
    public static QueueRule Feed { get; } = new("venue feed -> ingestion", 65_536, WhenFull.Wait);

    /// <summary>What it holds goes to the spool while the store is away; only when that takes nothing either does it fill.</summary>
    public static QueueRule Store { get; } = new("ingestion -> store (ring)", 1_048_576, WhenFull.Wait);

    /// <summary>Work that must run on the ingestion loop: bars of history, changes of recording.</summary>
    public static QueueRule Commands { get; } = new("live -> ingestion, commands", 256, WhenFull.Wait);

    /// <summary>Intervals whose bars come from history.</summary>
    public static QueueRule History { get; } = new("ingestion -> history", 4_096, WhenFull.Refuse);

    /// <summary>Silent lines that are to be asked for again; one that is refused asks again later by itself.</summary>
    public static QueueRule SilentLines { get; } = new("ingestion -> feed, silent lines", 4_096, WhenFull.Refuse);

    public static ImmutableArray<QueueRule> All { get; } = [Feed, Store, Commands, History, SilentLines];
}

/// <param name="Capacity">Items; of the store queue, ticks.</param>
public sealed record QueueRule(string Name, int Capacity, WhenFull WhenFull);

/// <summary>Wait: pressure goes back to the writer. Refuse: the writer is told no.</summary>
public enum WhenFull
{
    Wait,
    Refuse,
}
