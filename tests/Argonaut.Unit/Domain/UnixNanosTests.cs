using Argonaut.Domain;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Argonaut.Unit.Domain;

public sealed class UnixNanosTests
{
    [Theory]
    [InlineData("2016-12-31T23:59:59.999999999Z", 1_483_228_799_999_999_999)]       // the last nanosecond before a leap second
    [InlineData("2017-01-01T00:00:00.000000000Z", 1_483_228_800_000_000_000)]
    [InlineData("2024-02-29T12:00:00.000000001Z", 1_709_208_000_000_000_001)]
    [InlineData("2024-12-31T23:59:59.999999999Z", 1_735_689_599_999_999_999)]
    [InlineData("2038-01-19T03:14:07.999999999Z", 2_147_483_647_999_999_999)]       // the end of 32 bits
    [InlineData("2038-01-19T03:14:08.000000000Z", 2_147_483_648_000_000_000)]
    [InlineData("2262-04-11T23:47:16.854775807Z", long.MaxValue)]
    [InlineData("1970-01-01T00:00:00.000000000Z", 0)]
    public void F_404_Times_are_exact_to_the_nanosecond_both_ways(string text, long nanos)
    {
        Assert.Equal(text, new UnixNanos(nanos).ToIso());
        Assert.Equal(TimeParse.Ok, UnixNanos.TryParse(text, out var parsed));
        Assert.Equal(nanos, parsed.Value);
    }

    [Theory]
    [InlineData("2016-12-31T23:59:60Z")]                                             // a leap second has no number of its own
    [InlineData("2023-02-29T00:00:00Z")]
    [InlineData("2262-04-11T23:47:16.854775808Z")]
    [InlineData("2263-01-01T00:00:00Z")]
    [InlineData("2263-01-01")]
    [InlineData("9223372036854775808")]
    [InlineData("1969-12-31T23:59:59.999999999Z")]
    [InlineData("-1")]
    public void F_404_What_is_no_time_of_ours_is_refused(string text) => Assert.Equal(TimeParse.Invalid, UnixNanos.TryParse(text, out _));

    [Fact]
    public void F_404_Every_instant_comes_back_from_its_text() => Prop.ForAll<long>(value =>
    {
        var nanos = new UnixNanos(value & long.MaxValue);
        return UnixNanos.TryParse(nanos.ToIso(), out var parsed) == TimeParse.Ok && parsed == nanos;
    }).QuickCheckThrowOnFailure();
}
