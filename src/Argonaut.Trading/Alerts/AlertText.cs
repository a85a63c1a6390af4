using System.Globalization;
using Argonaut.Domain;

namespace Argonaut.Trading.Alerts;

/// <summary>What fires a rule, in plain words.</summary>
public static class AlertText
{
    public static string Of(AlertRule rule)
    {
        var who = rule.Instrument?.Value ?? "A recorded instrument";
        var threshold = rule.Threshold?.ToString();
        return rule.Kind switch
        {
            AlertKind.PriceCross => rule.Direction switch
            {
                AlertDirection.Up => $"{who} reaches {threshold} from below.",
                AlertDirection.Down => $"{who} reaches {threshold} from above.",
                _ => $"{who} reaches {threshold} from either side.",
            },
            AlertKind.PercentMove => rule.Direction switch
            {
                AlertDirection.Up => $"{who} rises {threshold} % or more within {Seconds(rule.WindowSeconds ?? 0)}.",
                AlertDirection.Down => $"{who} falls {threshold} % or more within {Seconds(rule.WindowSeconds ?? 0)}.",
                _ => $"{who} rises or falls {threshold} % or more within {Seconds(rule.WindowSeconds ?? 0)}.",
            },
            AlertKind.Spread => $"The ask of {Lower(who)} is {threshold} or more above the bid.",
            AlertKind.Volume => $"{threshold} or more of {Lower(who)} is traded within {Seconds(rule.WindowSeconds ?? 0)}.",
            AlertKind.FeedStalled => $"{who} sends nothing in an open market for longer than {(threshold is null ? "it usually does" : $"{threshold} s")}.",
            AlertKind.ConnectionLost => $"The source is not connected{For(threshold)}.",
            AlertKind.GapFound => "A time without proof of data is noted.",
            AlertKind.DiskSpace => $"A disk that data goes to has less than {threshold} GiB left.",
            AlertKind.ClockOffset => $"The source's clock and ours are {threshold} ms or more apart.",
            AlertKind.ExportFailed => "An export fails.",
            AlertKind.DatabaseDown => $"The database takes no data{For(threshold)}.",
            _ => throw new ArgumentOutOfRangeException(nameof(rule)),
        };
    }

    /// <summary><c>90 s</c>, <c>5 min</c>, <c>1 h</c>.</summary>
    public static string Seconds(long seconds) => seconds switch
    {
        > 0 when seconds % 3_600 == 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3_600} h"),
        > 0 when seconds % 60 == 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds} s"),
    };

    private static string For(string? seconds) => seconds is null ? "" : $" for {seconds} s";

    private static string Lower(string who) => who.StartsWith("A recorded", StringComparison.Ordinal) ? "a recorded instrument" : who;
}
