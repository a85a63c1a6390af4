namespace Argonaut.Trading.Alerts;

/// <summary>Whether a kind of rule must, may or must not have a field.</summary>
public enum Presence
{
    Never,
    Optional,
    Required,
}

/// <summary>The fields of a kind of rule.</summary>
/// <param name="ReadsTicks">It is fed by ticks, so it can be tried on stored ones.</param>
public readonly record struct AlertShape(Presence Instrument, Presence Direction, Presence Threshold, Presence Window, bool ReadsTicks)
{
    public const int LongestWindowSeconds = 3_600;

    /// <summary>More are not watched.</summary>
    public const int MostRules = 1_000;

    public static AlertShape Of(AlertKind kind) => kind switch
    {
        AlertKind.PriceCross => new(Presence.Required, Presence.Optional, Presence.Required, Presence.Never, true),
        AlertKind.PercentMove => new(Presence.Optional, Presence.Optional, Presence.Required, Presence.Required, true),
        AlertKind.Spread => new(Presence.Optional, Presence.Never, Presence.Required, Presence.Never, true),
        AlertKind.Volume => new(Presence.Optional, Presence.Never, Presence.Required, Presence.Required, true),
        AlertKind.FeedStalled => new(Presence.Optional, Presence.Never, Presence.Optional, Presence.Never, false),
        AlertKind.ConnectionLost or AlertKind.DatabaseDown => new(Presence.Never, Presence.Never, Presence.Optional, Presence.Never, false),
        AlertKind.DiskSpace or AlertKind.ClockOffset => new(Presence.Never, Presence.Never, Presence.Required, Presence.Never, false),
        AlertKind.GapFound or AlertKind.ExportFailed => default,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>What a rule lacks, has too much of or has out of range: the field and a sentence; empty when it is whole.</summary>
    public static IEnumerable<(string Field, string Detail)> ProblemsOf(AlertRule rule)
    {
        var shape = Of(rule.Kind);
        foreach (var (field, presence, isGiven) in (ReadOnlySpan<(string, Presence, bool)>)
        [
            ("instrument_id", shape.Instrument, rule.Instrument is not null), ("direction", shape.Direction, rule.Direction is not null),
            ("threshold", shape.Threshold, rule.Threshold is not null), ("window_s", shape.Window, rule.WindowSeconds is not null),
        ])
        {
            if (presence == Presence.Required && !isGiven) return [(field, $"'{field}' is required for this kind of rule.")];
            if (presence == Presence.Never && isGiven) return [(field, $"'{field}' has no meaning for this kind of rule; leave it out.")];
        }

        if (rule.Threshold is { Mantissa: <= 0 } && rule.Kind != AlertKind.PriceCross) return [("threshold", "'threshold' must be above zero.")];
        if (rule.WindowSeconds is < 1 or > LongestWindowSeconds) return [("window_s", $"'window_s' must be from 1 to {LongestWindowSeconds}.")];
        return [];
    }
}
