using System.Diagnostics;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Processes;

namespace Argonaut.Bench.Product;

/// <summary>GET requests at fixed times; a latency counts from the time a request was due, so waiting behind slow answers is seen.</summary>
internal static class OpenLoopHttp
{
    /// <returns>Values <c>p50</c> and <c>p99</c> in milliseconds; invalid when the generator was late or an answer was not 200.</returns>
    public static async Task<Sample> RunAsync(HttpClient http, Uri address, double perSecond, TimeSpan length, CancellationToken ct)
    {
        // Connections are opened and the route is compiled before anything is timed.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => GetAsync(http, address, ct)));

        var schedule = new SendSchedule(perSecond, length, Stopwatch.GetTimestamp() + Stopwatch.Frequency / 20, Stopwatch.Frequency);
        var latencies = new LatencySet(schedule.Sends);
        var answers = new Task[schedule.Sends];
        await Task.Factory.StartNew(() =>
        {
            PreciseWait.GoFirst();
            for (long i = 0; i < schedule.Sends && !ct.IsCancellationRequested; i++)
            {
                PreciseWait.Until(schedule.DueAt(i));
                schedule.Sent(Stopwatch.GetTimestamp());
                answers[i] = TimeAsync(http, address, i, schedule.DueAt(i), latencies, ct);
            }
        }, ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        ct.ThrowIfCancellationRequested();
        await Task.WhenAll(answers);

        var histogram = latencies.ToHistogram();
        return Sample.Of(("p50", histogram.PercentileMilliseconds(50)), ("p99", histogram.PercentileMilliseconds(99))) with
        {
            Latencies = histogram,
            Invalid = schedule.Problem ?? (latencies.Failed > 0 ? $"{latencies.Failed} of {schedule.Sends} requests to {address} failed" : null),
        };
    }

    private static async Task TimeAsync(HttpClient http, Uri address, long index, long due, LatencySet latencies, CancellationToken ct)
    {
        if (await GetAsync(http, address, ct)) latencies.Set(index, (long)Stopwatch.GetElapsedTime(due).TotalNanoseconds);
        else latencies.Fail();
    }

    private static async Task<bool> GetAsync(HttpClient http, Uri address, CancellationToken ct)
    {
        try
        {
            using var answer = await http.GetAsync(address, HttpCompletionOption.ResponseContentRead, ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
