using System.Net;

namespace Argonaut.Server.Auth;

/// <summary>
/// Counts tokens that were wrong, per address (api.md A-045): after five in a minute the address is told to wait, one minute first and twice
/// as long each further time, 16 minutes at most. An hour without a wrong one begins anew. Safe for several threads.
/// </summary>
internal sealed class SignInGuard(int perMinute, TimeProvider time)
{
    private const int MostAddresses = 10_000;
    private const int MostDoublings = 4;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Record> _records = [];

    /// <summary>How long the address has to wait; zero: it may try.</summary>
    public TimeSpan WaitOf(IPAddress address)
    {
        lock (_gate)
        {
            if (!_records.TryGetValue(address, out var record) || record.Blocks == 0) return TimeSpan.Zero;
            var left = Window * (1 << Math.Min(record.Blocks - 1, MostDoublings)) - time.GetElapsedTime(record.BlockedAt);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>True when this wrong token is the one after which the address has to wait.</summary>
    public bool Failed(IPAddress address)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            if (_records.Count >= MostAddresses) Tidy();
            var record = _records.GetValueOrDefault(address) ?? new Record(now, 0, 0, now, now);
            if (time.GetElapsedTime(record.LastAt, now) > ForgottenAfter) record = new Record(now, 0, 0, now, now);
            if (time.GetElapsedTime(record.WindowAt, now) > Window) record = record with { WindowAt = now, Failures = 0 };
            record = record with { Failures = record.Failures + 1, LastAt = now };
            var isOver = record.Failures >= perMinute;
            if (isOver) record = record with { Blocks = record.Blocks + 1, BlockedAt = now, Failures = 0, WindowAt = now };
            _records[address] = record;
            return isOver;
        }
    }

    /// <summary>Under the gate.</summary>
    private void Tidy()
    {
        var oldest = _records.OrderBy(r => r.Value.LastAt).Take(MostAddresses / 2).Select(r => r.Key).ToArray();
        foreach (var address in oldest) _records.Remove(address);
    }

    private sealed record Record(long WindowAt, int Failures, int Blocks, long BlockedAt, long LastAt);
}
