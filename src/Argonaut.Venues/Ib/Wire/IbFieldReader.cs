using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Argonaut.Domain.Numbers;

namespace Argonaut.Venues.Ib.Wire;

/// <summary>
/// Reads the NUL-terminated fields of one frame's payload from left to right without allocating (ib-tws-protocol.md 2).
/// </summary>
/// <param name="payload">Without the 4-byte length; every field ends with a NUL.</param>
public ref struct IbFieldReader(ReadOnlySpan<byte> payload)
{
    public const int UnsetInt = int.MaxValue;

    private readonly ReadOnlySpan<byte> _payload = payload;
    private int _at;

    /// <summary>Fields read so far.</summary>
    public int Index { get; private set; }

    public readonly bool IsAtEnd => _at >= _payload.Length;

    /// <summary>The bytes of the next field.</summary>
    /// <exception cref="WireFormatException">No field is left.</exception>
    public ReadOnlySpan<byte> ReadSpan()
    {
        var rest = _payload[_at..];
        var end = rest.IndexOf((byte)0);
        if (end < 0) WireFormatException.Throw($"Expected a field {Index}, found the end of the message.");
        _at += end + 1;
        Index++;
        return rest[..end];
    }

    public void Skip(int fields = 1)
    {
        for (var i = 0; i < fields; i++) ReadSpan();
    }

    public string ReadString()
    {
        var field = ReadSpan();
        return field.IsEmpty ? "" : Encoding.UTF8.GetString(field);
    }

    /// <summary>An empty field is <paramref name="whenEmpty"/>.</summary>
    public int ReadInt(int whenEmpty = 0)
    {
        if (TryReadDigits(int.MaxValue, out var digits)) return (int)digits;
        var field = ReadSpan();
        if (field.IsEmpty) return whenEmpty;
        if (!Utf8Parser.TryParse(field, out int value, out var used) || used != field.Length)
            WireFormatException.Throw($"Expected an integer in field {Index - 1}, found '{Text(field)}'.");
        return value;
    }

    /// <summary>Null for an empty field and for <see cref="UnsetInt"/>.</summary>
    public int? ReadOptionalInt() => ReadInt(UnsetInt) is var value && value != UnsetInt ? value : null;

    /// <summary>An empty field is <paramref name="whenEmpty"/>.</summary>
    public long ReadLong(long whenEmpty = 0)
    {
        if (TryReadDigits(long.MaxValue, out var digits)) return digits;
        var field = ReadSpan();
        if (field.IsEmpty) return whenEmpty;
        if (!Utf8Parser.TryParse(field, out long value, out var used) || used != field.Length)
            WireFormatException.Throw($"Expected an integer in field {Index - 1}, found '{Text(field)}'.");
        return value;
    }

    public bool ReadBool()
    {
        var field = ReadSpan();
        if (field.IsEmpty) return false;
        if (field.SequenceEqual("true"u8)) return true;
        if (field.SequenceEqual("false"u8)) return false;
        if (!Utf8Parser.TryParse(field, out int value, out var used) || used != field.Length)
            WireFormatException.Throw($"Expected a flag in field {Index - 1}, found '{Text(field)}'.");
        return value != 0;
    }

    /// <summary>Statistics and model values only, never a stored price. Empty, max double and infinity are null.</summary>
    public double? ReadDouble()
    {
        var field = ReadSpan();
        if (field.IsEmpty || field.SequenceEqual("Infinity"u8)) return null;
        if (!double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            WireFormatException.Throw($"Expected a number in field {Index - 1}, found '{Text(field)}'.");
        return double.IsFinite(value) && value != double.MaxValue ? value : null;
    }

    /// <summary>A price or size as wire text; empty for every spelling of UNSET (2.3).</summary>
    /// <exception cref="WireFormatException">Not a decimal number.</exception>
    public string ReadDecimal()
    {
        var field = ReadSpan();
        if (IsUnsetDecimal(field)) return "";
        if (FixedPoint.TryParse(field, FixedPoint.MaxScale, out _) == NumberParse.Invalid)
            WireFormatException.Throw($"Expected a decimal in field {Index - 1}, found '{Text(field)}'.");
        return Encoding.UTF8.GetString(field);
    }

    /// <summary>How many entries of a group follow (2.4): never negative, and never more than there are bytes left.</summary>
    public int ReadCount()
    {
        var count = ReadInt();
        if (count < 0 || count > _payload.Length - _at)
            WireFormatException.Throw($"Expected a count in field {Index - 1}, found {count} with {_payload.Length - _at} bytes left.");
        return count;
    }

    /// <summary>
    /// A price or size as a mantissa at <paramref name="scale"/>; null for every spelling of UNSET (2.3), <see cref="NumberParse"/> says
    /// whether the digits fitted.
    /// </summary>
    public long? ReadMantissa(int scale, out NumberParse result)
    {
        var field = ReadSpan();
        result = NumberParse.Ok;
        if (IsUnsetDecimal(field)) return null;
        result = FixedPoint.TryParse(field, scale, out var mantissa);
        if (result == NumberParse.Invalid)
            WireFormatException.Throw($"Expected a decimal in field {Index - 1}, found '{Text(field)}'.");
        return mantissa;
    }

    public static bool IsUnsetDecimal(ReadOnlySpan<byte> field) =>
        field.IsEmpty
        || (field.Length >= 10 && (field.SequenceEqual("2147483647"u8)
            || field.SequenceEqual("9223372036854775807"u8)
            || field.SequenceEqual("-9223372036854775808"u8)
            || IsMaxDouble(field)))
        || field.SequenceEqual("Infinity"u8);

    /// <summary>Any spelling of the largest double: case and plus sign do not matter.</summary>
    public static bool IsMaxDouble(ReadOnlySpan<byte> field) =>
        field.Length is 22 or 23 && field.StartsWith("1.7976931348623157"u8) && field[18] is (byte)'E' or (byte)'e'
        && field[^3..].SequenceEqual("308"u8);

    /// <summary>
    /// The common number, 1 to 18 digits and nothing else, in one pass. False leaves the field to the general way: nothing was read.
    /// </summary>
    private bool TryReadDigits(long max, out long value)
    {
        var bytes = _payload;
        var i = _at;
        var number = 0UL;
        for (; (uint)i < (uint)bytes.Length; i++)
        {
            var digit = (uint)(bytes[i] - '0');
            if (digit > 9) break;
            number = number * 10 + digit;
        }

        value = (long)number;
        var digits = i - _at;
        if ((uint)i >= (uint)bytes.Length || bytes[i] != 0 || digits is 0 or > 18 || value > max) return false;
        _at = i + 1;
        Index++;
        return true;
    }

    private static string Text(ReadOnlySpan<byte> field) => Encoding.UTF8.GetString(field.Length > 40 ? field[..40] : field);
}
