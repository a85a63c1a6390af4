using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>Repeated groups: a count, then as many entries (ib-tws-protocol.md 2.4).</summary>
internal static class IbGroupFields
{
    public static ImmutableArray<IbTagValue> ReadTagValues(this ref IbFieldReader r)
    {
        var values = new IbTagValue[r.ReadCount()];
        for (var i = 0; i < values.Length; i++) values[i] = new IbTagValue(r.ReadString(), r.ReadString());
        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    public static ImmutableArray<string> ReadStrings(this ref IbFieldReader r) => r.ReadStrings(r.ReadCount());

    public static ImmutableArray<string> ReadStrings(this ref IbFieldReader r, int count)
    {
        var values = new string[count];
        for (var i = 0; i < count; i++) values[i] = r.ReadString();
        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    public static IbFrameWriter TagValues(this IbFrameWriter w, ImmutableArray<IbTagValue> values)
    {
        w.Int(values.Length);
        foreach (var (tag, value) in values) w.Text(tag).Text(value);
        return w;
    }
}
