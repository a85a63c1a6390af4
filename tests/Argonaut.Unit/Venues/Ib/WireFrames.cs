using System.Text;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Unit.Venues.Ib;

/// <summary>Messages as people write them: fields separated by <c>|</c>.</summary>
internal static class WireFrames
{
    public static byte[] Payload(string fields) => Encoding.UTF8.GetBytes(fields.Replace('|', '\0') + "\0");

    /// <summary>The one frame that was written.</summary>
    public static string Text(Action<IbFrameWriter> write)
    {
        var w = new IbFrameWriter();
        write(w);
        if (!IbFrame.TryRead(w.Written.Span, out var payload, out var size) || size != w.Written.Length)
            throw new InvalidOperationException("Expected one whole frame.");
        return Encoding.UTF8.GetString(payload[..^1]).Replace('\0', '|');
    }

    /// <summary>A reader that stands behind the message id.</summary>
    public static IbFieldReader After(byte[] payload)
    {
        var r = new IbFieldReader(payload);
        r.Skip();
        return r;
    }
}
