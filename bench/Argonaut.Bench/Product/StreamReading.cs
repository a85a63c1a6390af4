using System.Collections.Immutable;
using Argonaut.Bench.Facts;
using Argonaut.Bench.Measuring;

namespace Argonaut.Bench.Product;

/// <summary>What so many WebSocket clients read for a while.</summary>
/// <param name="CpuSeconds">Meanwhile, by process.</param>
internal sealed record StreamReading(LatencyHistogram Ages, long Frames, long Bytes, ImmutableDictionary<string, double> CpuSeconds, int SilentClients)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <param name="meter">Called when counting begins; null: nobody's CPU.</param>
    public static async Task<StreamReading> RunAsync(
        int count, Func<StreamClient, Task> connect, Func<CpuMeter>? meter, TimeSpan length, TimeProvider time, CancellationToken ct)
    {
        var clients = new List<StreamClient>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            for (var i = 0; i < count; i++)
            {
                var client = new StreamClient();
                clients.Add(client);
                await connect(client);
            }

            var isCounting = false;
            var reading = clients.Select(c => c.ReadAsync(() => Volatile.Read(ref isCounting), time, stop.Token)).ToList();
            await Task.Delay(WarmUp, time, ct);
            var cpu = meter?.Invoke();
            Volatile.Write(ref isCounting, true);
            await Task.Delay(length, time, ct);
            Volatile.Write(ref isCounting, false);
            var seconds = cpu?.Read() ?? ImmutableDictionary<string, double>.Empty;
            await stop.CancelAsync();
            await Task.WhenAll(reading);

            var ages = new LatencyHistogram();
            foreach (var client in clients) ages.Merge(client.Ages);
            return new StreamReading(ages, clients.Sum(c => c.Frames), clients.Sum(c => c.Bytes), seconds, clients.Count(c => c.Ages.Count == 0));
        }
        finally
        {
            foreach (var client in clients) await client.DisposeAsync();
        }
    }
}
