using System.Collections.Immutable;
using System.Text;

namespace Argonaut.Server.Http;

/// <summary>A page of a list that is in memory, in the order of a text key.</summary>
internal static class ListPage
{
    public const int DefaultLimit = 100;
    public const int LargestLimit = 1_000;

    public static readonly Parameter Limit = new("limit", ParameterPlace.Query, ParameterKind.Integer, "Rows of a page.")
    {
        Minimum = 1, Maximum = LargestLimit, Default = "100",
    };

    public static readonly Parameter Cursor = new("cursor", ParameterPlace.Query, ParameterKind.Text, "`next_cursor` of the page before; valid for 24 h.")
    {
        LongestText = 512,
    };

    /// <summary>Null with a problem when the cursor cannot be used.</summary>
    public static (ImmutableArray<T> Items, string? NextCursor)? Take<T>(
        IEnumerable<T> all, Func<T, string> keyOf, string question, ParameterValues values, Cursors cursors, out Problem? problem)
    {
        problem = null;
        string? after = null;
        if (values.Text("cursor") is { } cursor)
        {
            if (!cursors.TryRead(question, cursor, out var place))
            {
                problem = InvalidCursor();
                return null;
            }

            after = Encoding.UTF8.GetString(place);
        }

        var limit = (int)(values.Integer("limit") ?? DefaultLimit);
        var rows = all.Select(item => (Key: keyOf(item), Item: item))
            .OrderBy(row => row.Key, StringComparer.Ordinal)
            .Where(row => after is null || string.CompareOrdinal(row.Key, after) > 0)
            .Take(limit + 1)
            .ToArray();
        var next = rows.Length > limit ? cursors.Make(question, Encoding.UTF8.GetBytes(rows[limit - 1].Key)) : null;
        return ([.. rows.Take(limit).Select(row => row.Item)], next);
    }

    public static Problem InvalidCursor() =>
        Problem.Of(ProblemKinds.InvalidCursor, "The cursor is not valid for this request or is older than 24 h; begin again without it.", "cursor");
}
