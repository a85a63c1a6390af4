using System.Collections.Immutable;
using Argonaut.Domain;

namespace Argonaut.Catalog.Layout;

/// <summary>Arithmetic on closed nanosecond intervals as sets of integers (nautilus-catalog.md 2.3, 10.4).</summary>
public static class Coverage
{
    /// <summary>Sorted, with overlapping and contiguous ones (<c>end + 1 == start</c>) joined.</summary>
    public static ImmutableArray<FileInterval> Union(IEnumerable<FileInterval> intervals)
    {
        var joined = ImmutableArray.CreateBuilder<FileInterval>();
        foreach (var next in intervals.OrderBy(i => i.Start).ThenBy(i => i.End))
        {
            if (joined.Count > 0 && joined[^1] is var last && (last.End.Value == long.MaxValue || next.Start <= last.End + 1))
                joined[^1] = new FileInterval(last.Start, next.End > last.End ? next.End : last.End);
            else
                joined.Add(next);
        }

        return joined.ToImmutable();
    }

    /// <summary>What of the closed range is not covered, oldest first.</summary>
    public static ImmutableArray<FileInterval> Missing(FileInterval range, IEnumerable<FileInterval> covered)
    {
        var missing = ImmutableArray.CreateBuilder<FileInterval>();
        var from = range.Start.Value;
        foreach (var part in Union(covered))
        {
            if (part.End.Value < from) continue;
            if (part.Start > range.End) break;
            if (part.Start.Value > from) missing.Add(new FileInterval(new UnixNanos(from), part.Start - 1));
            if (part.End >= range.End) return missing.ToImmutable();
            from = part.End.Value + 1;
        }

        if (from <= range.End.Value) missing.Add(new FileInterval(new UnixNanos(from), range.End));
        return missing.ToImmutable();
    }
}
