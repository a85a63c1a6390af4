using System.Globalization;
using Argonaut.Domain;

namespace Argonaut.Journal.Spool;

/// <summary>One file of the spool, as far as it is valid.</summary>
internal sealed class Segment(long number)
{
    private const string Ending = ".spool";

    public long Number { get; } = number;

    public string Name { get; } = NameOf(number);

    /// <summary>Where its valid part ends, and where it is written on.</summary>
    public long Length { get; set; }

    /// <summary>Parts that hold whole frames one after the other; more than one when there is damage between.</summary>
    public List<(long Start, long End)> Parts { get; } = [];

    /// <summary>Of its batches; 0 while it has none.</summary>
    public long FirstIndex { get; set; }

    public long LastIndex { get; set; }

    /// <summary>When the store had its last batch; null while it has not.</summary>
    public UnixNanos? StoredAt { get; set; }

    public bool IsDamaged { get; set; }

    public static string NameOf(long number) => number.ToString("D10", CultureInfo.InvariantCulture) + Ending;

    /// <summary>Null for files of another kind.</summary>
    public static long? NumberOf(string name) =>
        name.EndsWith(Ending, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(..^Ending.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The batch was written at its end.</summary>
    public void Extend(long length)
    {
        if (Parts.Count > 0 && Parts[^1].End == Length) Parts[^1] = (Parts[^1].Start, Length + length);
        else Parts.Add((Length, Length + length));
        Length += length;
    }

    public void Note(long index)
    {
        if (FirstIndex == 0) FirstIndex = index;
        LastIndex = index;
        StoredAt = null;
    }
}
