using Argonaut.Bench.Measuring;
using Xunit;

namespace Argonaut.Unit.Bench;

public sealed class SendScheduleTests
{
    private const long Microseconds = 1_000_000;

    [Fact]
    public void Sends_are_due_evenly_from_the_start()
    {
        var schedule = new SendSchedule(200, TimeSpan.FromSeconds(2), startStamp: 1_000, frequency: Microseconds);
        Assert.Equal(400, schedule.Sends);
        Assert.Equal(1_000, schedule.DueAt(0));
        Assert.Equal(6_000, schedule.DueAt(1));
        Assert.Equal(1_000 + 399 * 5_000, schedule.DueAt(399));
    }

    [Theory]
    [InlineData(999, 0)]
    [InlineData(1_000, 1)]
    [InlineData(5_999, 1)]
    [InlineData(6_000, 2)]
    [InlineData(long.MaxValue / 1_000, 400)]
    public void What_is_due_by_a_time_counts_every_send_up_to_it(long stamp, long due)
    {
        var schedule = new SendSchedule(200, TimeSpan.FromSeconds(2), startStamp: 1_000, frequency: Microseconds);
        Assert.Equal(due, schedule.DueBy(stamp));
    }

    [Fact]
    public void A_generator_that_keeps_up_is_valid()
    {
        Assert.Null(Run(sends: 2_000, late: 0, by: 0).Problem);
        Assert.Null(Run(sends: 2_000, late: 2, by: 1_500).Problem);
        Assert.Null(Run(sends: 2_000, late: 2_000, by: 900).Problem);
    }

    [Fact]
    public void More_than_one_late_send_in_a_thousand_makes_the_run_invalid() =>
        Assert.Equal("the generator fell behind by more than 1 ms in 3 of 2000 sends", Run(sends: 2_000, late: 3, by: 1_500).Problem);

    [Fact]
    public void Missing_sends_make_the_run_invalid()
    {
        var schedule = new SendSchedule(1_000, TimeSpan.FromSeconds(1), 0, Microseconds);
        schedule.Sent(0);
        Assert.Equal("the generator made 1 of 1000 sends", schedule.Problem);
    }

    private static SendSchedule Run(int sends, int late, long by)
    {
        var schedule = new SendSchedule(1_000, TimeSpan.FromSeconds(sends / 1_000.0), 0, Microseconds);
        for (var i = 0; i < sends; i++) schedule.Sent(schedule.DueAt(i) + (i < late ? by : 0));
        return schedule;
    }
}
