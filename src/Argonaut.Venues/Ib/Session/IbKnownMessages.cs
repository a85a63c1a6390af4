using System.Collections.Frozen;

namespace Argonaut.Venues.Ib.Session;

/// <summary>
/// Answers of ib-tws-protocol.md 6.2, and those to requests of 6.1 that 6.2 leaves out (77, 78, 83, 85 to 87, 89): one of these that has
/// no use here is no surprise, any other id is counted.
/// </summary>
internal static class IbKnownMessages
{
    private static readonly FrozenSet<int> Ids = new[]
    {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 21, 45, 46, 47, 49, 50, 52, 53, 54, 55, 56, 57, 58, 59, 61, 62, 63, 64,
        71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100, 101, 102,
        106, 107, 108, 109,
    }.ToFrozenSet();

    public static bool Contains(int id) => Ids.Contains(id);
}
