using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Npgsql;

namespace Argonaut.Postgres;

/// <summary>
/// A database's address in URL form, <c>postgresql://user:password@host:port/database?sslmode=...</c>, as <c>DATABASE_URL</c> has it
/// (api.md A-102). User, password, host and database may be percent-encoded; an IPv6 host stands in brackets.
/// </summary>
public sealed record DatabaseUrl
{
    private const int DefaultPort = 5432;

    private static readonly ImmutableDictionary<string, SslMode> SslModes = new Dictionary<string, SslMode>
    {
        ["disable"] = SslMode.Disable,
        ["allow"] = SslMode.Allow,
        ["prefer"] = SslMode.Prefer,
        ["require"] = SslMode.Require,
        ["verify-ca"] = SslMode.VerifyCA,
        ["verify-full"] = SslMode.VerifyFull,
    }.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase);

    private DatabaseUrl()
    {
    }

    public required string Host { get; init; }

    public required int Port { get; init; }

    public required string Database { get; init; }

    public required string User { get; init; }

    internal string? Password { get; private init; }

    internal SslMode? Ssl { get; private init; }

    internal string? RootCertificate { get; private init; }

    internal string? ApplicationName { get; private init; }

    internal int? ConnectTimeoutSeconds { get; private init; }

    /// <summary>The driver's key-value form. It holds the password: never log it.</summary>
    public string ConnectionString
    {
        get
        {
            var builder = new NpgsqlConnectionStringBuilder { Host = Host, Port = Port, Database = Database, Username = User, Password = Password };
            if (Ssl is { } ssl) builder.SslMode = ssl;
            if (RootCertificate is not null) builder.RootCertificate = RootCertificate;
            if (ApplicationName is not null) builder.ApplicationName = ApplicationName;
            if (ConnectTimeoutSeconds is { } seconds) builder.Timeout = seconds;
            return builder.ConnectionString;
        }
    }

    /// <summary>Reads a URL. All problems are listed at once; none of them repeats a part of the URL that may be secret.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DatabaseUrl? url, out ImmutableArray<string> problems)
    {
        url = null;
        var found = ImmutableArray.CreateBuilder<string>();
        text = text?.Trim() ?? "";
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0 || text[..scheme] is not ("postgresql" or "postgres"))
        {
            problems = ["The database URL must begin with postgresql:// and look like postgresql://user:password@host:5432/database."];
            return false;
        }

        var rest = text[(scheme + 3)..];
        var query = "";
        if (rest.IndexOf('?', StringComparison.Ordinal) is >= 0 and var mark) (rest, query) = (rest[..mark], rest[(mark + 1)..]);
        var path = "";
        if (rest.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash) (rest, path) = (rest[..slash], rest[(slash + 1)..]);

        var (user, password) = ReadUser(ref rest, found);
        var (host, port) = ReadHost(rest, found);
        var database = ReadDatabase(path, user, found);
        var parsed = new DatabaseUrl { Host = host, Port = port, Database = database, User = user, Password = password };
        parsed = ReadQuery(query, parsed, found);
        problems = found.ToImmutable();
        if (problems.Length > 0) return false;
        url = parsed;
        return true;
    }

    /// <summary>The URL with the password replaced by <c>***</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("postgresql://").Append(Uri.EscapeDataString(User));
        if (Password is not null) text.Append(":***");
        text.Append('@').Append(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host.StartsWith('/') ? Uri.EscapeDataString(Host) : Host);
        text.Append(CultureInfo.InvariantCulture, $":{Port}/{Uri.EscapeDataString(Database)}");
        if (Ssl is { } ssl) text.Append("?sslmode=").Append(SslModes.First(pair => pair.Value == ssl).Key);
        return text.ToString();
    }

    private static (string User, string? Password) ReadUser(ref string authority, ImmutableArray<string>.Builder problems)
    {
        var at = authority.LastIndexOf('@');
        if (at <= 0)
        {
            problems.Add("The database URL names no user: write user:password@ before the host, with / ? # @ and % in a password percent-encoded.");
            authority = at == 0 ? authority[1..] : "";
            return ("", null);
        }

        var info = authority[..at];
        authority = authority[(at + 1)..];
        var colon = info.IndexOf(':', StringComparison.Ordinal);
        var user = Decode(colon < 0 ? info : info[..colon], "user", problems);
        return (user, colon < 0 ? null : Decode(info[(colon + 1)..], "password", problems));
    }

    private static (string Host, int Port) ReadHost(string authority, ImmutableArray<string>.Builder problems)
    {
        if (authority.Length == 0 && problems.Count > 0) return ("", DefaultPort);
        string host, port;
        if (authority.StartsWith('['))
        {
            var end = authority.IndexOf(']', StringComparison.Ordinal);
            if (end < 0 || !System.Net.IPAddress.TryParse(authority[1..end], out _))
            {
                problems.Add("The host in brackets is not an IPv6 address.");
                return ("", DefaultPort);
            }

            host = authority[1..end];
            port = authority[(end + 1)..];
            if (port.Length > 0 && port[0] != ':') problems.Add("After an IPv6 host only :port may follow.");
            port = port.TrimStart(':');
        }
        else
        {
            var colon = authority.IndexOf(':', StringComparison.Ordinal);
            host = Decode(colon < 0 ? authority : authority[..colon], "host", problems);
            port = colon < 0 ? "" : authority[(colon + 1)..];
            if (host.Length == 0) problems.Add("The database URL names no host.");
            if (host.Contains(',', StringComparison.Ordinal)) problems.Add("Only one host is supported.");
        }

        if (port.Length == 0) return (host, DefaultPort);
        if (int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65_535) return (host, number);
        problems.Add("The port must be a number from 1 to 65535.");
        return (host, DefaultPort);
    }

    private static string ReadDatabase(string path, string user, ImmutableArray<string>.Builder problems)
    {
        if (path.Length == 0) return user;
        if (path.AsSpan().IndexOfAny("/@#") < 0) return Decode(path, "database", problems);
        problems.Add("The database name may not contain / @ or #: percent-encode them, also in a password.");
        return "";
    }

    private static DatabaseUrl ReadQuery(string query, DatabaseUrl url, ImmutableArray<string>.Builder problems)
    {
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? pair : pair[..equals];
            var value = equals < 0 ? "" : Decode(pair[(equals + 1)..], name, problems);
            switch (name)
            {
                case "sslmode" when SslModes.TryGetValue(value, out var mode):
                    url = url with { Ssl = mode };
                    break;
                case "sslmode":
                    problems.Add("sslmode must be one of disable, allow, prefer, require, verify-ca, verify-full.");
                    break;
                case "sslrootcert":
                    url = url with { RootCertificate = value };
                    break;
                case "application_name":
                    url = url with { ApplicationName = value };
                    break;
                case "connect_timeout" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds):
                    url = url with { ConnectTimeoutSeconds = seconds };
                    break;
                case "connect_timeout":
                    problems.Add("connect_timeout must be a number of seconds.");
                    break;
                default:
                    problems.Add("The database URL has an unknown parameter; known are sslmode, sslrootcert, application_name, connect_timeout.");
                    break;
            }
        }

        return url;
    }

    private static string Decode(string text, string part, ImmutableArray<string>.Builder problems)
    {
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2])) continue;
            problems.Add($"In the {part} stands a % that is not followed by two hexadecimal digits: write %25 for a percent sign.");
            return "";
        }

        return Uri.UnescapeDataString(text);
    }
}
