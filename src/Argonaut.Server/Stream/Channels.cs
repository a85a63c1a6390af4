using System.Collections.Immutable;

namespace Argonaut.Server.Stream;

/// <summary>What a browser can subscribe to (api.md A-086).</summary>
internal enum StreamChannel
{
    Quotes,
    Last,
    Trades,
    Bars,
    Depth,
    Health,
    Jobs,
    Alerts,
}

/// <summary>Names and delivery of the channels.</summary>
internal static class Channels
{
    public const int Count = 8;

    public static readonly ImmutableArray<StreamChannel> All = [.. Enum.GetValues<StreamChannel>()];

    public static string NameOf(StreamChannel channel) => channel switch
    {
        StreamChannel.Quotes => "quotes",
        StreamChannel.Last => "last",
        StreamChannel.Trades => "trades",
        StreamChannel.Bars => "bars",
        StreamChannel.Depth => "depth",
        StreamChannel.Health => "health",
        StreamChannel.Jobs => "jobs",
        StreamChannel.Alerts => "alerts",
        _ => throw new ArgumentOutOfRangeException(nameof(channel)),
    };

    /// <summary>The word in <c>subscribed</c>: trades come in batches and each one counts, as each alert does; of the rest only the latest does.</summary>
    public static string ModeOf(StreamChannel channel) => channel switch
    {
        StreamChannel.Trades => "batched",
        StreamChannel.Alerts => "reliable",
        _ => "latest_wins",
    };

    /// <summary>Of these a client that comes back gets what it missed: each trade, each bar that closed, each alert.</summary>
    public static bool IsReliable(StreamChannel channel) => channel is StreamChannel.Trades or StreamChannel.Bars or StreamChannel.Alerts;

    public static bool TryParse(string? name, out StreamChannel channel)
    {
        foreach (var candidate in All)
        {
            channel = candidate;
            if (NameOf(candidate) == name) return true;
        }

        channel = default;
        return false;
    }
}
