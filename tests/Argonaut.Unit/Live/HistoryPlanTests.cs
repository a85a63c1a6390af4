using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Live;
using Argonaut.Live.History;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Unit.Live;

public class HistoryPlanTests
{
    private static readonly LiveOptions Options = new();
    private static readonly UnixNanos Now = UnixNanos.FromDate(new DateOnly(2026, 11, 20)) + 10 * UnixNanos.PerHour + 17 * UnixNanos.PerSecond;

    [Fact]
    public void A_first_fetch_takes_days_then_hours_then_minutes_then_seconds()
    {
        var plan = HistoryPlan.Of(HistoryPlan.Oldest(Now, Options), Now, Now, Options);

        Assert.Equal(["1D", "1h", "1m", "1s"], plan.Select(s => s.Timeframe.Code));
        Assert.Equal(new DateOnly(2025, 11, 1), plan[0].From.UtcDate);
        Assert.Equal(Now, plan[^1].To);
    }

    [Fact]
    public void Segments_cover_any_hole_once_with_whole_bars() =>
        Prop.ForAll<int, int>((back, length) =>
        {
            var from = Timeframe.Second1.OpenOf(Now - Math.Abs((long)back % 40_000_000) * UnixNanos.PerSecond);
            var to = new UnixNanos(Math.Min(Now.Value, from.Value + Math.Abs((long)length * 997 % 40_000_000) * UnixNanos.PerSecond));
            var plan = HistoryPlan.Of(from, to, Now, Options);
            var at = from;
            foreach (var segment in plan)
            {
                if (segment.From != at || segment.To <= at) return false;
                if (segment.Timeframe.OpenOf(segment.From) != segment.From || segment.Timeframe.OpenOf(segment.To) != segment.To) return false;
                at = segment.To;
            }

            return at == to || plan.IsEmpty;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
}
