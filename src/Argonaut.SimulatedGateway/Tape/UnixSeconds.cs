namespace Argonaut.SimulatedGateway.Tape;

/// <summary>Whole seconds since 1970 UTC.</summary>
internal static class UnixSeconds
{
    public const long PerDay = 86_400;

    public static readonly int EpochDay = new DateOnly(1970, 1, 1).DayNumber;

    public static DateOnly DateOf(long second) => DateOnly.FromDayNumber((int)(second / PerDay) + EpochDay);

    public static long Of(DateOnly date) => (date.DayNumber - EpochDay) * PerDay;
}
