using System.Collections.Immutable;
using Argonaut.Bench.Measuring;

namespace Argonaut.Bench.Product;

/// <summary>
/// GET requests at fixed times, several routes in turn; a latency counts from the time a request was due, so waiting behind slow answers
/// is seen. When every connection waits for an answer the sends are late, and the run is invalid.
/// </summary>
internal static class OpenLoopHttp
{
    /// <param name="routes">All of one server; the name makes the names of the values.</param>
    /// <param name="perSecond">Of all routes together.</param>
    /// <returns>Values <c>p50 NAME</c> and <c>p99 NAME</c> in milliseconds; invalid when the generator was late or an answer was not 200.</returns>
    public static async Task<Sample> RunAsync(ImmutableArray<(string Name, Uri Address)> routes, double perSecond, TimeSpan length, CancellationToken ct)
    {
        using var load = new OpenLoopLoad([.. routes.Select(r => r.Address)], perSecond, length);
        await load.RunAsync(ct);

        var values = new List<(string, double)>();
        var all = new LatencyHistogram();
        for (var i = 0; i < routes.Length; i++)
        {
            var histogram = load.Latencies[i].ToHistogram();
            values.Add(($"p50 {routes[i].Name}", histogram.PercentileMilliseconds(50)));
            values.Add(($"p99 {routes[i].Name}", histogram.PercentileMilliseconds(99)));
            all.Merge(histogram);
        }

        var failed = load.Latencies.Sum(l => l.Failed);
        return Sample.Of([.. values]) with
        {
            Latencies = all,
            Invalid = failed > 0 ? $"{failed} of {load.Schedule.Sends} requests failed" : load.Schedule.Problem,
        };
    }
}
