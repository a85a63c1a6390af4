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
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    private readonly NpgsqlDataSource _dataSource;
    private readonly RetentionPolicy _configured;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ReadSessions _sessions;
    private readonly InstrumentRows _instruments;
    private readonly RetentionRows _rows;
    private readonly RangeHolds _holds = new();
    private readonly PartitionDeleter _deleter;
    private readonly RetentionOutlook _outlook;
    private readonly DayPacker _packer;
    private readonly Partitions _partitions;
    private readonly SemaphoreSlim _working = new(1, 1);
    private readonly Lock _statusGate = new();
    private MaintenanceStatus _status = MaintenanceStatus.Idle;

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
        _outlook = new RetentionOutlook(dataSource, _holds);
        _packer = new DayPacker(dataSource, time, log);
        _partitions = new Partitions(dataSource, time, log);
    }

    public MaintenanceStatus Status
    {
        get
        {
            lock (_statusGate) return _status;
        }
    }

    /// <summary>Days since 1970.</summary>
    private long Today => HybridClock.Now(_time).Value / UnixNanos.PerDay;

    /// <summary>Does a round every hour, and looks every 30 s at what strains the server, until cancelled.</summary>
    public Task RunAsync(CancellationToken ct) => Task.WhenAll(RunRoundsAsync(ct), RunLooksAsync(ct));

    /// <summary>Looks once at what strains the server.</summary>
    public Task LookAsync(CancellationToken ct) => LookAsync(StrainLimits.Usual, ct);

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
            var unreadable = await ReadUnreadableAsync(ct);
            Note(status => status with
            {
                IsWorking = false, Activity = "Waiting.", Problem = problem, LastRound = HybridClock.Now(_time), Unreadable = unreadable,
            });
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

    public async Task<ImmutableArray<StoredData>> ReadStoredAsync(CancellationToken ct)
    {
        var policy = (await ReadPolicyAsync(ct)).Policy;
        return await _sessions.RunAsync((connection, token) => StoredOverview.ReadAsync(connection, policy, token), ct);
    }

    public async Task<ImmutableArray<DuePartition>> ListDueAsync(int days, CancellationToken ct)
    {
        var policy = (await ReadPolicyAsync(ct)).Policy;
        var found = await _sessions.RunAsync((connection, token) => RetentionSchedule.FindAsync(connection, policy, Today + days, token), ct);
        _outlook.Keep(found.Select(one => one.Partition.Name));
        return
        [
            .. found.Where(one => !one.Partition.IsEmpty || one.Due <= HybridClock.Now(_time)).OrderBy(one => one.Due).Select(one => new DuePartition(
                one.Partition.Table.Retention, one.Partition.Name, new UnixNanos(one.Partition.From), new UnixNanos(one.Partition.To), one.Partition.Bytes, one.Due)),
        ];
    }

    public async Task<ImmutableArray<RetentionItem>> ExamineAsync(ImmutableArray<DuePartition> partitions, CancellationToken ct)
    {
        if (partitions.IsEmpty) return [];
        var policy = (await ReadPolicyAsync(ct)).Policy;
        var exported = await ReadExportedAsync(ct);
        return await _sessions.RunAsync(
            async (connection, token) =>
            {
                var present = (await RetentionSchedule.FindAsync(connection, policy, partitions.Max(one => one.Due).Value / UnixNanos.PerDay, token))
                    .ToDictionary(one => one.Partition.Name, StringComparer.Ordinal);
                var items = ImmutableArray.CreateBuilder<RetentionItem>(partitions.Length);
                foreach (var one in partitions)
                    if (present.TryGetValue(one.Table, out var there))
                        items.Add(await _outlook.LookAsync(connection, there.Partition, there.Due, exported, policy, HybridClock.Now(_time), token));
                return items.ToImmutable();
            },
            ct);
    }

    public Task<ImmutableArray<RetentionRun>> ReadRunsAsync(int limit, CancellationToken ct) => _rows.ReadAsync(limit, ct);

    public Task<IDisposable> HoldAsync(UnixNanos from, UnixNanos to, CancellationToken ct) => _holds.HoldAsync(from, to, ct);

    public void Dispose()
    {
        _holds.Dispose();
        _working.Dispose();
    }

    /// <inheritdoc cref="LookAsync(CancellationToken)"/>
    internal async Task LookAsync(StrainLimits limits, CancellationToken ct)
    {
        var strains = await ServerStrain.ReadAsync(_dataSource, limits, ct);
        foreach (var strain in strains.Except(Status.Strains)) PostgresLog.Strained(_log, strain);
        Note(status => status with { Strains = strains });
    }

    /// <summary>A round that fails is told and tried again with the next.</summary>
    private async Task RunRoundsAsync(CancellationToken ct)
    {
        var pause = FirstRoundAfter;
        while (true)
        {
            var next = HybridClock.Now(_time) + (long)pause.TotalNanoseconds;
            Note(status => status with { NextRound = next });
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
                Note(status => status with { IsWorking = false, Activity = "Waiting.", Problem = error.Message, LastRound = HybridClock.Now(_time) });
            }
        }
    }

    private async Task RunLooksAsync(CancellationToken ct)
    {
        while (true)
        {
            await Task.Delay(LookEvery, _time, ct);
            try
            {
                await LookAsync(ct);
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException && !ct.IsCancellationRequested)
            {
                Note(status => status with { Strains = [] });   // it is away, which is told elsewhere
            }
        }
    }

    /// <summary>Packs what is old enough; returns what went wrong with single days, which do not stop the others.</summary>
    private async Task<string?> PackAsync(RetentionPolicy policy, CancellationToken ct)
    {
        if (policy.PackAfter is not { } days) return null;
        var before = (Today - days) * UnixNanos.PerDay;
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
                        Note(status => status with { PackedDays = status.PackedDays + 1, PackedTicks = status.PackedTicks + outcome.Ticks });
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
        List<(DayPartition Partition, UnixNanos Due)> candidates;
        await using (var connection = await _dataSource.OpenConnectionAsync(ct)) candidates = await RetentionSchedule.FindAsync(connection, policy, Today, ct);
        if (candidates.Count == 0 && reason == "schedule") return new RetentionResult(began, isDryRun, policy, []);
        var run = isDryRun ? 0 : await _rows.BeginAsync(policy, reason, ct);
        var items = ImmutableArray.CreateBuilder<RetentionItem>(candidates.Count);
        var outcome = "failed";
        try
        {
            var exported = await ReadExportedAsync(ct);
            long rows = 0;
            foreach (var (partition, due) in candidates)
            {
                ct.ThrowIfCancellationRequested();
                // Counting months of unexported days every hour would be work for nothing.
                var known = reason == "schedule" && !policy.DeleteUnexported ? _deleter.KnownToStay(partition, exported) : null;
                var item = (known ?? await _deleter.RunAsync(partition, exported, policy.DeleteUnexported, isDryRun, ct)) with { Due = due };
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

    private void Say(string activity, bool isWorking = true) => Note(status => status with { IsWorking = isWorking, Activity = activity });

    private void Note(Func<MaintenanceStatus, MaintenanceStatus> change)
    {
        lock (_statusGate) _status = change(_status);
    }
}
