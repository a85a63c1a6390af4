namespace Argonaut.SimulatedGateway.Session;

/// <summary>The sliding windows of ib-tws-protocol.md 4.4 for one client.</summary>
internal sealed class HistoricalPacing(GatewayLimits limits, TimeProvider time)
{
    private const int MaxBurst = 6;
    private static readonly TimeSpan IdenticalWindow = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BurstWindow = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongWindow = TimeSpan.FromMinutes(10);

    private readonly List<(long At, string Contract, string Request, int Weight, bool IsStrict)> _past = [];

    /// <summary>Counts a request; false when it violates the pacing (and is not counted).</summary>
    /// <param name="contract">Contract, exchange and tick type.</param>
    /// <param name="request">Everything that makes two requests identical.</param>
    /// <param name="isStrict">Bars of 30 seconds or less, ticks, starts of real time bars: all rules. Otherwise only the burst rule.</param>
    /// <param name="weight">2 for BID_ASK.</param>
    public bool TryTake(string contract, string request, bool isStrict, int weight)
    {
        if (!limits.HasHistoricalPacing) return true;
        var now = time.GetTimestamp();
        _past.RemoveAll(p => time.GetElapsedTime(p.At, now) >= LongWindow);
        var (identical, burst, total) = (false, 0, 0);
        foreach (var past in _past)
        {
            var age = time.GetElapsedTime(past.At, now);
            identical |= age < IdenticalWindow && past.Request == request;
            if (age < BurstWindow && past.Contract == contract) burst++;
            if (past.IsStrict) total += past.Weight;
        }

        if (burst + 1 >= MaxBurst || (isStrict && (identical || total + weight > limits.HistoricalRequestsPerTenMinutes))) return false;
        _past.Add((now, contract, request, weight, isStrict));
        return true;
    }
}
