using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Postgres.Packing;
using Argonaut.Postgres.Retention;
using Argonaut.Postgres.Store;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Argonaut.Postgres;

/// <summary>
/// Keeps the database in order: partitions three days ahead, statistics of closed days, packing of old days, retention; once an hour by
/// itself, and retention when it is asked for. It takes no lock that a writer would wait for longer than a moment.
/// </summary>
public sealed class PostgresMaintenance : IStoreMaintenance, IDisposable
{
    private const int MostDetail = 2_000;

    private static readonly TimeSpan FirstRoundAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RoundEvery = TimeSpan.FromHours(1);

    private readonly NpgsqlDataSource _dataSource;
    private readonly RetentionPolicy _configured;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ReadSessions _sessions;
    private readonly InstrumentRows _instruments;
    private readonly RetentionRows _rows;
    private readonly RangeHolds _holds = new();
    private readonly PartitionDeleter _deleter;
    private readonly DayPacker _packer;
    private readonly Partitions _partitions;
    private readonly SemaphoreSlim _working = new(1, 1);
    private volatile MaintenanceStatus _status = MaintenanceStatus.Idle;

    /// <param name="configured">The policy until a person sets another.</param>
    public PostgresMaintenance(NpgsqlDataSource dataSource, RetentionPolicy configured, TimeProvider time, ILogger log)
    {
        _dataSource = dataSource;
        _configured = configured;
        _time = time;
        _log = log;
        _sessions = new ReadSessions(dataSource);
        _instruments = new InstrumentRows(_sessions, time, log);
        _rows = new RetentionRows(_sessions);
        _deleter = new PartitionDeleter(dataSource, _holds, time);
        _packer = new DayPacker(dataSource, time, log);
        _partitions = new Partitions(dataSource, time, log);
    }

    public MaintenanceStatus Status => _status;

    /// <summary>Does a round every hour until cancelled. A round that fails is told and tried again with the next.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var pause = FirstRoundAfter;
        while (true)
        {
            _status = _status with { NextRound = HybridClock.Now(_time) + (long)pause.TotalNanoseconds };
            await Task.Delay(pause, _time, ct);
            pause = RoundEvery;
            try
            {
                await RoundAsync(ct);
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                // The store works without it; the problem stays on the status page until a round goes well.
                PostgresLog.MaintenanceFailed(_log, error.Message);
                _status = _status with { IsWorking = false, Activity = "Waiting.", Problem = error.Message, LastRound = HybridClock.Now(_time) };
            }
        }
    }

    /// <summary>Everything once.</summary>
    public async Task RoundAsync(CancellationToken ct)
    {
        var policy = (await ReadPolicyAsync(ct)).Policy;
        await _working.WaitAsync(ct);
        try
        {
            Say("Making partitions.");
            _partitions.Forget();
            await _partitions.EnsureAheadAsync(ct);
            Say("Collecting statistics of closed days.");
            await ClosedDays.VacuumAsync(_dataSource, HybridClock.Now(_time), ct);
            var problem = await PackAsync(policy, ct);
            await DeleteAsync(policy, isDryRun: false, "schedule", static (_, _) => { }, ct);
            _status = _status with
            {
                IsWorking = false, Activity = "Waiting.", Problem = problem, LastRound = HybridClock.Now(_time), Unreadable = await ReadUnreadableAsync(ct),
            };
        }
        finally
        {
            _working.Release();
        }
    }

    public async Task<StoredRetentionPolicy> ReadPolicyAsync(CancellationToken ct) =>
        await _rows.ReadPolicyAsync(ct) is { } stored ? new(stored, true) : new(_configured, false);

    public Task SavePolicyAsync(RetentionPolicy policy, CancellationToken ct) => _rows.SavePolicyAsync(policy, ct);

    public async Task<RetentionResult> RetainAsync(bool isDryRun, Action<double, long> report, CancellationToken ct)
    {
        var policy = (await ReadPolicyAsync(ct)).Policy;
        await _working.WaitAsync(ct);
        try
        {
            return await DeleteAsync(policy, isDryRun, "request", report, ct);
        }
        catch (Exception error) when (StoreFaults.MayPass(error))
        {
            throw StoreFaults.Translate(error);
        }
        finally
        {
            _working.Release();
        }
    }

    public Task<ImmutableArray<RetentionRun>> ReadRunsAsync(int limit, CancellationToken ct) => _rows.ReadAsync(limit, ct);

    public Task<IDisposable> HoldAsync(UnixNanos from, UnixNanos to, CancellationToken ct) => _holds.HoldAsync(from, to, ct);

    public void Dispose()
    {
        _holds.Dispose();
        _working.Dispose();
    }

    /// <summary>Packs what is old enough; returns what went wrong with single days, which do not stop the others.</summary>
    private async Task<string?> PackAsync(RetentionPolicy policy, CancellationToken ct)
    {
        if (policy.PackAfter is not { } days) return null;
        var before = (HybridClock.Now(_time).Value / UnixNanos.PerDay - days) * UnixNanos.PerDay;
        string? problem = null;
        foreach (var table in TickTable.All)
        {
            List<DayPartition> partitions;
            await using (var connection = await _dataSource.OpenConnectionAsync(ct)) partitions = await DayPartition.ListAsync(connection, table.Days, withBytes: false, ct);
            foreach (var day in partitions.Where(one => one.To <= before && one.IsOneDay))
            {
                Say($"Packing {day.Name}.");
                try
                {
                    var outcome = await _packer.PackAsync(table, day, ct);
                    if (outcome.State == PackState.Packed)
                    {
                        PostgresLog.DayPacked(_log, day.Name, outcome.Ticks, outcome.Chunks, outcome.PayloadBytes);
                        _status = _status with { PackedDays = _status.PackedDays + 1, PackedTicks = _status.PackedTicks + outcome.Ticks };
                    }
                }
                catch (PostgresException error) when (Damage.Is(error))
                {
                    problem = (await Damage.MarkAsync(_dataSource, error)).Message;
                }
                catch (Exception error) when (error is InvalidDataException or RangeUnreadableException)
                {
                    problem = $"{day.Name} was not packed: {error.Message}";
                }
            }
        }

        if (problem is not null) PostgresLog.MaintenanceFailed(_log, problem);
        return problem;
    }

    private async Task<RetentionResult> DeleteAsync(RetentionPolicy policy, bool isDryRun, string reason, Action<double, long> report, CancellationToken ct)
    {
        if (!isDryRun) Say("Deleting what is older than its period.");
        var began = HybridClock.Now(_time);
        var candidates = await _deleter.FindAsync(policy, ct);
        if (candidates.Count == 0 && reason == "schedule") return new RetentionResult(began, isDryRun, policy, []);
        var run = isDryRun ? 0 : await _rows.BeginAsync(policy, reason, ct);
        var items = ImmutableArray.CreateBuilder<RetentionItem>(candidates.Count);
        var outcome = "failed";
        try
        {
            var exported = await ReadExportedAsync(ct);
            long rows = 0;
            foreach (var partition in candidates)
            {
                ct.ThrowIfCancellationRequested();
                // Counting months of unexported days every hour would be work for nothing.
                var known = reason == "schedule" && !policy.DeleteUnexported ? _deleter.KnownToStay(partition, exported) : null;
                var item = known ?? await _deleter.RunAsync(partition, exported, policy.DeleteUnexported, isDryRun, ct);
                items.Add(item);
                if (item.Kept is null) rows += item.Rows;
                if (!isDryRun && item.Kept is null) PostgresLog.PartitionDeleted(_log, item.Table, item.Rows, item.Bytes);
                report((double)items.Count / candidates.Count, rows);
            }

            outcome = items.Any(item => item.Kept is not null) ? "partial" : "succeeded";
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            outcome = "cancelled";
            throw;
        }
        finally
        {
            if (!isDryRun)
            {
                await EndRunAsync(run, items, outcome);
                Say("Waiting.", isWorking: false);
            }
        }

        return new RetentionResult(began, isDryRun, policy, items.ToImmutable());
    }

    private async Task EndRunAsync(long run, ImmutableArray<RetentionItem>.Builder items, string outcome)
    {
        try
        {
            await _rows.EndAsync(run, items, outcome, Kept(items), CancellationToken.None);
        }
        catch (StoreUnavailableException error)
        {
            PostgresLog.MaintenanceFailed(_log, error.Message);   // the run's row stays without an end
        }
    }

    /// <summary>What stayed, by reason; null when nothing did.</summary>
    private static string? Kept(ImmutableArray<RetentionItem>.Builder items)
    {
        var reasons = items.Where(item => item.Kept is not null).GroupBy(item => item.Kept!.Value).Select(group => $"{group.Key}: {string.Join(", ", group.Select(item => item.Table))}");
        var text = string.Join("; ", reasons);
        return text.Length == 0 ? null : text.Length <= MostDetail ? text : text[..MostDetail] + "...";
    }

    private async Task<ExportedData> ReadExportedAsync(CancellationToken ct)
    {
        var instruments = await _instruments.LoadAsync(ct);
        return await _sessions.RunAsync((connection, token) => ExportedData.ReadAsync(connection, instruments, token), ct);
    }

    private Task<ImmutableArray<string>> ReadUnreadableAsync(CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("select relation from unreadable_ranges order by relation", connection);
            await using var reader = await command.ExecuteReaderAsync(token);
            var found = ImmutableArray.CreateBuilder<string>();
            while (await reader.ReadAsync(token)) found.Add(reader.GetString(0));
            return found.ToImmutable();
        },
        ct);

    private void Say(string activity, bool isWorking = true) => _status = _status with { IsWorking = isWorking, Activity = activity };
}
