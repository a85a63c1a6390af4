using System.Text;

namespace Argonaut.Catalog.Flat;

/// <summary>Where flat files are: <c>flat/&lt;type&gt;/&lt;source&gt;/&lt;identifier&gt;/</c>. The identifier is percent-escaped, so that it comes back whole.</summary>
internal static class FlatPaths
{
    public const string Folder = "flat";

    public static string FolderOf(string type, string source, string identifier) => $"{Folder}/{type}/{Escape(source)}/{Escape(identifier)}";

    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            var c = (char)value;
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '@' or '^' or '#' || (c == '.' && escaped.Length > 0)) escaped.Append(c);
            else escaped.Append('%').Append(value.ToString("X2"));
        }

        return escaped.ToString();
    }
}
