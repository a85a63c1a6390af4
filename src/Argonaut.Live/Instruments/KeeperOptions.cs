namespace Argonaut.Live.Instruments;

/// <summary>Settings of <see cref="InstrumentKeeper"/>. The defaults are the product's.</summary>
public sealed record KeeperOptions
{
    /// <summary>How long a definition is taken to be fresh.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Each refresh comes this much earlier at most, so that many do not come together; the first ones are spread over it too.</summary>
    public TimeSpan RefreshSpread { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>How soon a refresh that failed is tried again.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often it looks whether something is due.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Record the next contract when a recorded future is about to expire.</summary>
    public bool RollFutures { get; init; }

    /// <summary>Calendar days before the last trade date on which the next contract takes over, 0 to 60.</summary>
    public int RollDaysBeforeExpiry { get; init; } = 8;

    /// <summary>Uniform numbers in [0, 1).</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;
}
