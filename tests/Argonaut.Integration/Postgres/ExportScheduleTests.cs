using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Postgres;
using Xunit;

namespace Argonaut.Integration.Postgres;

public sealed class ExportScheduleTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private readonly PostgresExportSchedules _schedules = new(database.DataSource, TimeProvider.System);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_schedule_comes_back_with_every_field_and_changes_only_from_its_version()
    {
        var added = (await _schedules.AddAsync(Schedule("every field"), Ct))!;
        Assert.Equal(Schedule("every field") with { Id = added.Id, Version = 1, Changed = added.Changed }, added);
        Assert.Contains(added, await _schedules.ListAsync(Ct));
        Assert.Null(await _schedules.AddAsync(Schedule("every field"), Ct));

        var changed = await _schedules.ChangeAsync(added with { Name = "changed", IsEnabled = false, TimeOfDay = new TimeOnly(23, 59) }, Ct);
        Assert.Equal(("changed", false, new TimeOnly(23, 59), 2L), (changed!.Name, changed.IsEnabled, changed.TimeOfDay, changed.Version));
        Assert.Null(await _schedules.ChangeAsync(added, Ct));
        var other = (await _schedules.AddAsync(Schedule("other"), Ct))!;
        Assert.Null(await _schedules.ChangeAsync(other with { Name = "changed" }, Ct));
        Assert.False(await _schedules.RemoveAsync(added.Id, 1, Ct));
        Assert.True(await _schedules.RemoveAsync(added.Id, 2, Ct));
    }

    [Fact]
    public async Task A_day_is_ordered_once_and_that_is_no_change_by_a_person()
    {
        var added = (await _schedules.AddAsync(Schedule("advance"), Ct))!;
        await _schedules.AdvanceAsync(added.Id, added.NextDay.AddDays(1), "export_daily_1", Ct);
        await _schedules.AdvanceAsync(added.Id, added.NextDay.AddDays(1), "export_daily_2", Ct);

        var after = (await _schedules.ListAsync(Ct)).Single(s => s.Id == added.Id);
        Assert.Equal((added.NextDay.AddDays(1), "export_daily_1", added.Version), (after.NextDay, after.LastJob, after.Version));
    }

    private static ExportSchedule Schedule(string name) =>
        new(0, name, true, new TimeOnly(2, 30), "America/New_York", """{ "a": 1.50 }""", new DateOnly(2026, 1, 5), null, 0, UnixNanos.Zero);
}
