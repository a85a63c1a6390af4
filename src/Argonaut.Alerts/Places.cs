using System.Collections.Immutable;

namespace Argonaut.Alerts;

internal static class Places
{
    /// <summary>Of the first that fits; -1 when none does.</summary>
    public static int FindIndex<T>(this ImmutableArray<T> items, Predicate<T> fits)
    {
        for (var i = 0; i < items.Length; i++)
            if (fits(items[i])) return i;
        return -1;
    }
}
