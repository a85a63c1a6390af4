using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Argonaut.Ports;

namespace Argonaut.Flight;

/// <summary>
/// Replaces account ids in what is handed to somebody else: those that the gateway named (managed accounts, message 15, and the pictures
/// made of it) wherever they occur, and whatever else has the form of one. A replacement keeps length and letters, so that frames stay
/// frames and a paper account stays one; the same account has the same replacement everywhere.
/// </summary>
public sealed partial class AccountRedaction
{
    private const int ManagedAccounts = 15;

    private readonly Dictionary<string, string> _replacements = new(StringComparer.Ordinal);
    private readonly List<string> _named = [];

    /// <summary>Accounts replaced so far.</summary>
    public int Accounts => _replacements.Count;

    /// <summary>Takes note of accounts that this entry names. Before anything is replaced.</summary>
    public void Learn(in FrameEntry entry)
    {
        if (entry is { Kind: FrameEntryKind.Received, MessageId: ManagedAccounts })
        {
            foreach (var id in Text(entry).Split('\0').Skip(2).SelectMany(f => f.Split(',')))
                Name(id);
        }
        else if (entry.Kind == FrameEntryKind.Picture)
        {
            foreach (Match list in Listed().Matches(Text(entry)))
                foreach (Match id in Quoted().Matches(list.Groups[1].Value))
                    Name(id.Groups[1].Value);
        }
    }

    /// <summary>The body without account ids; the same memory when it has none.</summary>
    public ReadOnlyMemory<byte> Apply(in FrameEntry entry)
    {
        if (entry.Kind == FrameEntryKind.Loss) return entry.Body;
        foreach (var id in _named) Replace(id);
        var text = Text(entry);
        var clean = Form().Replace(text, m => Replace(m.Value));
        foreach (var id in _named) clean = clean.Replace(id, _replacements[id], StringComparison.Ordinal);
        return clean == text ? entry.Body : Encoding.Latin1.GetBytes(clean);
    }

    private string Replace(string id)
    {
        if (_replacements.TryGetValue(id, out var known)) return known;
        if (!_named.Contains(id) && _replacements.ContainsValue(id)) return id;   // it was replaced already
        var letters = id.Length - id.AsSpan().TrimStart("ABCDEFGHIJKLMNOPQRSTUVWXYZ").Length;
        letters = Math.Min(letters, id.Length - 2);
        var digits = id.Length - letters;
        for (var number = _replacements.Count + 1; number.ToString(CultureInfo.InvariantCulture) is { } text && text.Length <= digits; number++)
        {
            // Not an account that there is, and not one that another became.
            var other = id[..letters] + text.PadLeft(digits, '0');
            if (other != id && !_named.Contains(other) && !_replacements.ContainsValue(other)) return _replacements[id] = other;
        }

        return _replacements[id] = new string('X', id.Length);   // more accounts than numbers of this length
    }

    /// <summary>Shorter ones could be a part of any number.</summary>
    private void Name(string id)
    {
        if (id.Length >= 4 && !_named.Contains(id)) _named.Add(id);
    }

    /// <summary>One byte a character, so that what is not ASCII stays as it is.</summary>
    private static string Text(in FrameEntry entry) => Encoding.Latin1.GetString(entry.Body.Span);

    [GeneratedRegex("\"accounts\":\\[([^\\]]*)\\]")]
    private static partial Regex Listed();

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Quoted();

    /// <summary>Live (U), paper (DU), advisor (F, DF) and their groups: one to three letters, then six to nine digits.</summary>
    [GeneratedRegex(@"(?<![A-Za-z0-9])(?:U|DU|DUM|F|DF|I|DI)[0-9]{6,9}(?![A-Za-z0-9])")]
    private static partial Regex Form();
}
