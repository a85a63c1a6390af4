namespace Argonaut.Trading.Lines;

/// <summary>Why there is a time without proof of data. The text in the ledger is the name in lower case with underscores.</summary>
public enum GapCause
{
    /// <summary>Nothing new about the cause: the one that is known stays.</summary>
    None,

    /// <summary>This process did not run.</summary>
    ProcessDown,

    /// <summary>The connection to the source, or the source's own link, was lost.</summary>
    LinkLost,

    /// <summary>As <see cref="LinkLost"/>, at the time of the source's daily restart.</summary>
    DailyRestart,
    FarmBroken,

    /// <summary>The source said that all is well and sent nothing.</summary>
    SilentLine,
    CompetingSession,

    /// <summary>Live data is not subscribed at the source.</summary>
    NotEntitled,

    /// <summary>The source refused the line for another reason.</summary>
    LineRefused,

    /// <summary>The machine slept, or its clock was set forward.</summary>
    MachineSleep,

    /// <summary>Received, and given up because a queue was full.</summary>
    QueueOverflow,

    /// <summary>Received, and lost on the way to the store.</summary>
    Storage,

    /// <summary>An update of an order book did not fit the rows it changes, so the book was asked for anew.</summary>
    BookBroken,

    /// <summary>Recording was not switched on; only where somebody asked for that time.</summary>
    NotRecorded,
}

/// <summary>Causes as the ledger and the API write them.</summary>
public static class GapCauses
{
    public static string TextOf(GapCause cause) => cause switch
    {
        GapCause.ProcessDown => "process_down",
        GapCause.LinkLost => "link_lost",
        GapCause.DailyRestart => "daily_restart",
        GapCause.FarmBroken => "farm_broken",
        GapCause.SilentLine => "silent_line",
        GapCause.CompetingSession => "competing_session",
        GapCause.NotEntitled => "not_entitled",
        GapCause.LineRefused => "line_refused",
        GapCause.MachineSleep => "machine_sleep",
        GapCause.QueueOverflow => "queue_overflow",
        GapCause.Storage => "storage",
        GapCause.BookBroken => "book_broken",
        GapCause.NotRecorded => "not_recorded",
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "A gap has a cause."),
    };
}
