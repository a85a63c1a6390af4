using System.Collections.Immutable;

namespace Argonaut.Domain.Sessions;

/// <summary>
/// Sessions of a usual week, as times relative to local midnight of their trading day. A published calendar of a week or two may hold a
/// holiday: of each weekday the longest listed day counts, and a Monday to Friday that is shorter than what at least three of the others
/// have in common is taken to be like them. A weekend day that is not listed is closed.
/// </summary>
internal sealed class WeeklyPattern
{
    private const int Weekdays = 5;

    private readonly ImmutableArray<(TimeSpan Start, TimeSpan End)>[] _days = new ImmutableArray<(TimeSpan, TimeSpan)>[7];

    public WeeklyPattern(IEnumerable<KeyValuePair<DateOnly, ImmutableArray<LocalSession>>> listed)
    {
        Array.Fill(_days, []);
        foreach (var (day, sessions) in listed)
        {
            var midnight = day.ToDateTime(TimeOnly.MinValue);
            var relative = sessions.Select(s => (s.Start - midnight, s.End - midnight)).ToImmutableArray();
            if (Length(relative) >= Length(this[day.DayOfWeek])) _days[(int)day.DayOfWeek] = relative;
        }

        var usual = Usual();
        for (var i = 1; i <= Weekdays; i++)
            if (Length(_days[i]) < Length(usual)) _days[i] = usual;
    }

    public ImmutableArray<(TimeSpan Start, TimeSpan End)> this[DayOfWeek day] => _days[(int)day];

    private ImmutableArray<(TimeSpan Start, TimeSpan End)> Usual()
    {
        var open = _days[1..(Weekdays + 1)].Where(d => !d.IsEmpty).ToList();
        if (open.Count == 0) return [];
        var common = open.MaxBy(d => open.Count(o => o.SequenceEqual(d)));
        // With few days listed, the ones that are not listed are like the longest of those that are.
        return open.Count(o => o.SequenceEqual(common)) >= 3 ? common : open.Count < 3 ? open.MaxBy(Length) : [];
    }

    private static TimeSpan Length(ImmutableArray<(TimeSpan Start, TimeSpan End)> day) =>
        day.Aggregate(TimeSpan.Zero, (sum, s) => sum + (s.End - s.Start));
}
