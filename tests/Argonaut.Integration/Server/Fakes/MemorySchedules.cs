using System.Collections.Immutable;
using Argonaut.Ports;

namespace Argonaut.Integration.Server.Fakes;

/// <summary>Schedules in memory; they outlive a server that is started on them again.</summary>
internal sealed class MemorySchedules : IExportSchedules
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, ExportSchedule> _schedules = [];

    public Task<ImmutableArray<ExportSchedule>> ListAsync(CancellationToken ct) => With<ImmutableArray<ExportSchedule>>(() => [.. _schedules.Values]);

    public Task<ExportSchedule?> AddAsync(ExportSchedule schedule, CancellationToken ct) => With<ExportSchedule?>(() =>
        _schedules.Values.Any(s => s.Name == schedule.Name) ? null : _schedules[_schedules.Count + 1] = schedule with { Id = _schedules.Count + 1, Version = 1 });

    public Task<ExportSchedule?> ChangeAsync(ExportSchedule schedule, CancellationToken ct) => With<ExportSchedule?>(() =>
        _schedules.GetValueOrDefault(schedule.Id) is { } known && known.Version == schedule.Version
            ? _schedules[schedule.Id] = schedule with { Version = schedule.Version + 1, LastJob = known.LastJob } : null);

    public Task<bool> RemoveAsync(long id, long version, CancellationToken ct) =>
        With(() => _schedules.GetValueOrDefault(id)?.Version == version && _schedules.Remove(id));

    public Task AdvanceAsync(long id, DateOnly nextDay, string job, CancellationToken ct) => With(() =>
    {
        if (_schedules[id].NextDay < nextDay) _schedules[id] = _schedules[id] with { NextDay = nextDay, LastJob = job };
        return true;
    });

    private Task<T> With<T>(Func<T> work)
    {
        lock (_gate) return Task.FromResult(work());
    }
}
