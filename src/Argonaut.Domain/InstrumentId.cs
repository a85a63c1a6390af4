namespace Argonaut.Domain;

/// <summary>NautilusTrader's <c>SYMBOL.VENUE</c>: the text after the last dot is the venue. Both parts are non-empty.</summary>
public readonly record struct InstrumentId
{
    public const int MaxLength = 100;

    private readonly string? _value;

    private InstrumentId(string value) => _value = value;

    public string Value => _value ?? "";

    public string Symbol => Value[..Value.LastIndexOf('.')];

    public string Venue => Value[(Value.LastIndexOf('.') + 1)..];

    public static InstrumentId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"Expected SYMBOL.VENUE, found '{text}'.");

    /// <summary>Refuses empty parts, control characters, leading or trailing blanks and more than 100 characters.</summary>
    public static bool TryParse(string? text, out InstrumentId id)
    {
        id = default;
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength) return false;
        var dot = text.LastIndexOf('.');
        if (dot <= 0 || dot == text.Length - 1 || text[0] == ' ' || text[^1] == ' ') return false;
        foreach (var c in text)
            if (char.IsControl(c) || c == '\\') return false;
        id = new InstrumentId(text);
        return true;
    }

    public override string ToString() => Value;
}
