using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Trading.Instruments;
using Xunit;

namespace Argonaut.Unit.Trading;

public sealed class SplitDetectorTests
{
    [Theory]
    [InlineData(400_00, 100_00, 4, 1)]
    [InlineData(400_13, 100_03, 4, 1)]
    [InlineData(150_00, 100_00, 3, 2)]
    [InlineData(10_00, 100_00, 1, 10)]
    [InlineData(2_000_00, 100_00, 20, 1)]
    public void A_day_that_the_source_tells_in_new_shares_shows_the_split(long recorded, long adjusted, int shares, int old) =>
        Assert.Equal((shares, old), SplitDetector.Find(Days(recorded, recorded), Days(adjusted, adjusted)));

    [Theory]
    [InlineData(100_00, 100_00)]
    [InlineData(100_00, 99_80)]
    [InlineData(100_00, 95_00)]
    [InlineData(100_00, 61_80)]
    public void Equal_days_moves_and_odd_ratios_are_no_split(long recorded, long adjusted) =>
        Assert.Null(SplitDetector.Find(Days(recorded), Days(adjusted)));

    [Fact]
    public void Days_since_the_split_agree_and_do_not_hide_it() =>
        Assert.Equal((4, 1), SplitDetector.Find(Days(400_00, 404_00, 101_50), Days(100_00, 101_00, 101_50)));

    [Fact]
    public void Days_that_disagree_and_no_days_are_no_split()
    {
        Assert.Null(SplitDetector.Find(Days(400_00, 300_00), Days(100_00, 100_00)));
        Assert.Null(SplitDetector.Find(Days(100_00, 400_00), Days(100_00, 100_00)));
        Assert.Null(SplitDetector.Find(Days(400_00), []));
    }

    private static IEnumerable<Bar> Days(params long[] closes) => closes.Select((close, i) => new Bar(
        new InstrumentKey(1), Timeframe.Day1, UnixNanos.FromDate(new DateOnly(2026, 11, 16).AddDays(i)), close, close, close, close, 1, null, null,
        default, default, BarSource.Ticks, IsClosed: true, Revision: 0));
}
