using System.Globalization;
using Argonaut.Domain.Sessions;
using Xunit;

namespace Argonaut.Unit.Domain;

public sealed class TimeZonesTests
{
    [Theory]
    [InlineData("America/New_York", "America/New_York")]
    [InlineData("US/Eastern", "America/New_York")]
    [InlineData("Eastern Standard Time", "America/New_York")]
    [InlineData("us/central", "America/Chicago")]
    [InlineData("GB-Eire", "Europe/London")]
    [InlineData("MET", "Europe/Brussels")]
    [InlineData("Japan", "Asia/Tokyo")]
    [InlineData("中国标准时间", "Asia/Shanghai")]
    [InlineData(" India Standard Time ", "Asia/Kolkata")]
    [InlineData("Asia/Calcutta", "Asia/Kolkata")]
    public void Old_and_Windows_names_mean_a_zone_that_exists_everywhere(string name, string iana)
    {
        Assert.Equal(iana, TimeZones.Canonical(name));
        Assert.True(TimeZones.TryFind(name, out var zone));
        Assert.Equal(iana, zone.Id);
    }

    [Theory]
    [InlineData("Universal", 0)]
    [InlineData("GMT+8", 480)]
    [InlineData("UTC-05:30", -330)]
    [InlineData("+0930", 570)]
    public void Names_without_summer_time_are_fixed_offsets(string name, int minutes)
    {
        Assert.True(TimeZones.TryFind(name, out var zone));
        Assert.Equal(TimeSpan.FromMinutes(minutes), zone.BaseUtcOffset);
        Assert.False(zone.SupportsDaylightSavingTime);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Mars/Olympus")]
    [InlineData("GMT+99")]
    [InlineData("+12345")]
    public void An_unknown_name_is_told_and_is_no_exception(string name) => Assert.False(TimeZones.TryFind(name, out _));

    [Fact]
    public void Every_alias_leads_to_a_zone_of_this_machine()
    {
        var broken = ZoneAliasesOf().Where(a => !TimeZones.TryFind(a, out _)).ToList();
        Assert.Empty(broken);
    }

    [Theory]
    [InlineData("America/New_York", "2026-03-08T02:30", true, "2026-03-08T07:30Z")]
    [InlineData("America/New_York", "2026-11-01T01:30", false, "2026-11-01T05:30Z")]
    [InlineData("America/New_York", "2026-11-01T01:30", true, "2026-11-01T06:30Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:15", true, "2026-10-03T15:45Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-05T01:45", false, "2026-04-04T14:45Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-05T01:45", true, "2026-04-04T15:15Z")]
    [InlineData("Asia/Kolkata", "2026-03-08T09:15", true, "2026-03-08T03:45Z")]
    [InlineData("Europe/Dublin", "2026-03-29T01:30", true, "2026-03-29T01:30Z")]
    public void F_403_skipped_and_doubled_wall_clock_times_have_one_instant(string zone, string local, bool last, string utc)
    {
        Assert.True(TimeZones.TryFind(zone, out var found));
        var at = TimeZones.ToInstant(DateTime.Parse(local, CultureInfo.InvariantCulture), found, last);
        Assert.Equal(DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture), at);
    }

    private static IEnumerable<string> ZoneAliasesOf() =>
        ["US/East-Indiana", "US/Aleutian", "Tonga Standard Time", "W-SU", "NZ-CHAT", "Eire", "Turkey", "Myanmar Standard Time", "Navajo", "ROC", "BRT"];
}
