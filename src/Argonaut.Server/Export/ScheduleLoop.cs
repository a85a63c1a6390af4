using System.Globalization;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Server.Jobs;
using Microsoft.Extensions.Logging;

namespace Argonaut.Server.Export;

/// <summary>
/// Orders the nightly exports when they are due. A night in which nothing ran is caught up once, day after day; what is older than a month
/// is not. One job of a schedule at a time.
/// </summary>
internal sealed class ScheduleLoop(IExportSchedules schedules, JobQueue jobs, Task begin, TimeProvider time, ILogger log)
{
    /// <summary>Days that are caught up at most.</summary>
    public const int MostDays = 31;

    private const string Owner = "schedule";

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await begin.WaitAsync(ct);
        while (true)
        {
            var ordered = new List<Task>();
            try
            {
                foreach (var schedule in await schedules.ListAsync(ct))
                    if (await OrderAsync(schedule, ct) is { } job) ordered.Add(job.Finished);
            }
            catch (StoreUnavailableException)
            {
                // The next beat asks again.
            }

            // Where something was ordered the day after it may be due as well, as soon as that is done.
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var beat = Task.Delay(Beat, time, either.Token);
            await (ordered.Count == 0 ? beat : Task.WhenAny(Task.WhenAll(ordered), beat));
            await either.CancelAsync();
            ct.ThrowIfCancellationRequested();
        }
    }

    private async Task<Job?> OrderAsync(ExportSchedule schedule, CancellationToken ct)
    {
        if (!schedule.IsEnabled) return null;
        var now = HybridClock.Now(time);
        var first = now.UtcDate.AddDays(-MostDays);
        var day = schedule.NextDay < first ? first : schedule.NextDay;
        if (ScheduleTimes.DueOf(schedule, day) > now) return null;
        if (schedule.LastJob is { } last && await jobs.FindAsync(last, ct) is { IsFinished: false }) return null;
        var request = JsonSerializer.Deserialize(schedule.Request, JobJson.Default.DailyJob)! with { Date = day };
        var text = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var json = JsonSerializer.Serialize(request, JobJson.Default.DailyJob);
        // The key: a process that dies between the order and its note finds the job again instead of ordering a second one.
        var added = await jobs.AddAsync(new JobOrder(ExportJobs.Daily, $"{schedule.Name}: daily export of {text}", json, Owner)
        {
            IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"{schedule.Id} {schedule.Version} {text}"),
        });
        if (added.Job is not { } job) return null;
        ServerLog.ScheduleOrdered(log, schedule.Name, text, job.Id);
        await schedules.AdvanceAsync(schedule.Id, day.AddDays(1), job.Id, ct);
        return job;
    }
}
