using System.Collections;
using System.Globalization;
using System.Net;
using Argonaut.Alerts;
using Argonaut.Flight;
using Argonaut.Journal.Spool;
using Argonaut.Ports;
using Argonaut.Server.Limits;
using Argonaut.Venues.Ib.Symbology;

namespace Argonaut.Cli;

/// <summary>
/// Everything that the environment can say, validated. Names, defaults and meanings: api.md section 15;
/// <c>docs/operations/configuration.md</c> lists the same.
/// </summary>
internal sealed record Settings
{
    /// <summary>Null: a private PostgreSQL is started.</summary>
    public string? DatabaseUrl { get; init; }

    /// <summary>Null: <c>exports</c> below the data directory.</summary>
    public string? ExportDirectory { get; init; }

    public string Compression { get; init; } = "snappy";

    public string IbHost { get; init; } = "localhost";

    public int IbPort { get; init; } = 7497;

    public int IbClientId { get; init; } = 1;

    /// <summary>Order books that the account may have at the same time.</summary>
    public int IbDepthLines { get; init; } = 3;

    /// <summary>Rows of each side of an order book.</summary>
    public int IbDepthRows { get; init; } = 10;

    /// <summary>How ids of instruments are written that are added from now on.</summary>
    public IbSymbology IbSymbology { get; init; }

    /// <summary>Venues of such ids are market identifier codes.</summary>
    public bool IbMicVenues { get; init; }

    public required string DataDirectory { get; init; }

    public string Bind { get; init; } = "127.0.0.1";

    /// <summary>8000, always; only tests choose another (0 = any free one).</summary>
    public int Port { get; init; } = 8000;

    public bool IsTestPort { get; init; }

    /// <summary>Where to find PostgreSQL's programs for the private server.</summary>
    public string? PostgresBin { get; init; }

    public string LogLevel { get; init; } = "information";

    /// <summary>Record the next contract when a recorded future is about to expire.</summary>
    public bool RollFutures { get; init; }

    /// <summary>Calendar days before its last trade date on which a future is left for the next one.</summary>
    public int RollDays { get; init; } = 8;

    /// <summary>A price that differs from the one before by this share or more is flagged as an outlier; percent.</summary>
    public int OutlierPercent { get; init; } = 50;

    public bool AllowRemote { get; init; }

    public bool TlsTerminatedByProxy { get; init; }

    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>Where ticks are kept while the database is away; null: <c>spool</c> below the data directory.</summary>
    public string? SpoolDirectory { get; init; }

    public long SpoolMaxBytes { get; init; } = SpoolOptions.DefaultMaxBytes;

    /// <summary>How long data is kept until a person sets it over the API.</summary>
    public RetentionPolicy Retention { get; init; } = new();

    /// <summary>The ways out for alerts.</summary>
    public AlertOptions Alerts { get; init; } = new();

    /// <summary>What one token and one address may ask for.</summary>
    public ServerLimits Limits { get; init; } = new();

    /// <summary>Raw frames of the gateway are kept.</summary>
    public bool RecordFrames { get; init; } = true;

    /// <summary>Null: <c>frames</c> below the data directory.</summary>
    public string? FrameDirectory { get; init; }

    public long FrameBytes { get; init; } = FrameRecorderOptions.DefaultBytes;

    public int FrameHours { get; init; } = FrameRecorderOptions.DefaultHours;

    /// <summary><c>local</c> or <c>required</c>; only the demo verb has a third one.</summary>
    public string AuthMode { get; init; } = "local";

    /// <summary>The environment names, the seed's and ours; anything else that begins with ARGONAUT_ is a mistake.</summary>
    public static IReadOnlyList<string> KnownNames { get; } =
    [
        "DATABASE_URL", "PARQUET_EXPORT_DIR", "PARQUET_COMPRESSION", "IB_HOST", "IB_PORT", "IB_CLIENT_ID", "ARGONAUT_IB__DEPTH_LINES", "ARGONAUT_IB__DEPTH_ROWS",
        "ARGONAUT_IB__SYMBOLOGY", "ARGONAUT_IB__MIC_VENUES",
        "ARGONAUT_DATA_DIR", "ARGONAUT_BIND", "ARGONAUT_SERVER__ALLOW_REMOTE", "ARGONAUT_SERVER__TLS_TERMINATED_BY_PROXY",
        "ARGONAUT_SERVER__TRUSTED_PROXIES", "ARGONAUT_AUTH__MODE", "ARGONAUT_PG_BIN", "ARGONAUT_LOG__LEVEL", "ARGONAUT_TOKEN", "ARGONAUT_TOKEN_FILE",
        "ARGONAUT_LIMITS__REQUESTS_PER_SECOND", "ARGONAUT_LIMITS__EXPORTS_PER_MINUTE", "ARGONAUT_LIMITS__WRONG_TOKENS_PER_MINUTE",
        "ARGONAUT_LIMITS__STREAMS_PER_ADDRESS",
        "ARGONAUT_INSTRUMENTS__ROLL_FUTURES", "ARGONAUT_INSTRUMENTS__ROLL_DAYS",
        "ARGONAUT_QUALITY__OUTLIER_PERCENT",
        "ARGONAUT_RETENTION__TICKS", "ARGONAUT_RETENTION__QUOTES", "ARGONAUT_RETENTION__BARS_SECONDS", "ARGONAUT_RETENTION__BARS_MINUTES",
        "ARGONAUT_RETENTION__BARS_LONG", "ARGONAUT_RETENTION__PACK_AFTER", "ARGONAUT_RETENTION__DELETE_UNEXPORTED",
        "ARGONAUT_SPOOL__DIRECTORY", "ARGONAUT_SPOOL__MAX_BYTES",
        "ARGONAUT_FRAMES__ENABLED", "ARGONAUT_FRAMES__DIRECTORY", "ARGONAUT_FRAMES__MAX_BYTES", "ARGONAUT_FRAMES__MAX_HOURS",
        "ARGONAUT_TEST_PORT",
        .. AlertSettings.Names,
    ];

    /// <summary>Room for a few seconds of a busy market.</summary>
    private const long SmallestSpool = 16 * 1024 * 1024;

    private static readonly string[] Codecs = ["none", "snappy", "gzip", "zstd"];

    private static readonly string[] Levels = ["trace", "debug", "information", "warning", "error"];

    public static Settings FromEnvironment()
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "", StringComparer.Ordinal);
        return Read(environment, out var problems)
            ?? throw new CliException(ExitCode.WrongUsage, "The configuration has problems:\n" + string.Join('\n', problems.Select(p => "  " + p)));
    }

    /// <summary>Reads names and values of an environment; null with every problem, one line each, when there is any.</summary>
    public static Settings? Read(IReadOnlyDictionary<string, string> environment, out IReadOnlyList<string> problems)
    {
        var found = new List<string>();
        foreach (var name in environment.Keys.Where(n => n.StartsWith("ARGONAUT_", StringComparison.Ordinal) && !KnownNames.Contains(n)).Order(StringComparer.Ordinal))
            found.Add($"{name} is not a setting of Argonaut; did you mean {KnownNames.Where(n => n.StartsWith("ARGONAUT_", StringComparison.Ordinal)).MinBy(n => EditDistance(n, name))}?");

        string? Text(string name) => environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
        int Number(string name, int otherwise, int min, int max)
        {
            if (Text(name) is not { } text) return otherwise;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max) return value;
            found.Add($"{name} must be a whole number from {min} to {max}, found '{text}'.");
            return otherwise;
        }

        string OneOf(string name, string otherwise, string[] allowed)
        {
            if (Text(name) is not { } text) return otherwise;
            if (allowed.FirstOrDefault(a => a.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase)) is { } match) return match;
            found.Add($"{name} must be one of {string.Join(", ", allowed)}, found '{text}'.");
            return otherwise;
        }

        int? Days(string name, int? otherwise)
        {
            if (Text(name) is not { } text) return otherwise;
            if (text.Equals("never", StringComparison.OrdinalIgnoreCase)) return null;
            if (text.EndsWith('d') && int.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var days)
                && days is > 0 and <= RetentionPolicy.MaxDays)
                return days;
            found.Add($"{name} must be days from 1d to {RetentionPolicy.MaxDays}d, or never; found '{text}'.");
            return otherwise;
        }

        long Bytes(string name, long otherwise, long min)
        {
            if (Text(name) is not { } text) return otherwise;
            var unit = text[^1] switch { 'K' or 'k' => 10, 'M' or 'm' => 20, 'G' or 'g' => 30, 'T' or 't' => 40, _ => 0 };
            if (long.TryParse(unit > 0 ? text.AsSpan(..^1) : text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                && value <= long.MaxValue >> (unit + 1) && value << unit >= min)
                return value << unit;
            found.Add($"{name} must be a number of bytes of at least {min}, such as 500M or 2G; found '{text}'.");
            return otherwise;
        }

        bool Flag(string name, bool otherwise = false) => OneOf(name, otherwise ? "true" : "false", ["true", "false"]) == "true";

        var proxies = new List<IPNetwork>();
        foreach (var text in (Text("ARGONAUT_SERVER__TRUSTED_PROXIES") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (IPNetwork.TryParse(text, out var network)) proxies.Add(network);
            else found.Add($"ARGONAUT_SERVER__TRUSTED_PROXIES must be networks such as 172.16.0.0/12, comma separated; found '{text}'.");

        var settings = new Settings
        {
            DatabaseUrl = Text("DATABASE_URL"),
            ExportDirectory = Text("PARQUET_EXPORT_DIR"),
            Compression = OneOf("PARQUET_COMPRESSION", "snappy", Codecs),
            IbHost = Text("IB_HOST") ?? "localhost",
            IbPort = Number("IB_PORT", 7497, 1, 65535),
            IbClientId = Number("IB_CLIENT_ID", 1, 0, int.MaxValue),
            IbDepthLines = Number("ARGONAUT_IB__DEPTH_LINES", 3, 0, 60),
            IbSymbology = OneOf("ARGONAUT_IB__SYMBOLOGY", "simplified", ["simplified", "raw"]) == "raw" ? IbSymbology.Raw : IbSymbology.Simplified,
            IbMicVenues = Flag("ARGONAUT_IB__MIC_VENUES"),
            IbDepthRows = Number("ARGONAUT_IB__DEPTH_ROWS", 10, 1, 60),
            DataDirectory = Text("ARGONAUT_DATA_DIR") ?? DefaultDataDirectory(),
            Bind = Text("ARGONAUT_BIND") ?? "127.0.0.1",
            Port = Number("ARGONAUT_TEST_PORT", 8000, 0, 65535),
            IsTestPort = Text("ARGONAUT_TEST_PORT") is not null,
            PostgresBin = Text("ARGONAUT_PG_BIN"),
            RollFutures = Flag("ARGONAUT_INSTRUMENTS__ROLL_FUTURES"),
            RollDays = Number("ARGONAUT_INSTRUMENTS__ROLL_DAYS", 8, 0, 60),
            OutlierPercent = Number("ARGONAUT_QUALITY__OUTLIER_PERCENT", 50, 1, 1_000),
            AllowRemote = Flag("ARGONAUT_SERVER__ALLOW_REMOTE"),
            TlsTerminatedByProxy = Flag("ARGONAUT_SERVER__TLS_TERMINATED_BY_PROXY"),
            TrustedProxies = proxies,
            SpoolDirectory = Text("ARGONAUT_SPOOL__DIRECTORY"),
            SpoolMaxBytes = Bytes("ARGONAUT_SPOOL__MAX_BYTES", SpoolOptions.DefaultMaxBytes, SmallestSpool),
            Retention = new RetentionPolicy
            {
                Ticks = Days("ARGONAUT_RETENTION__TICKS", 30),
                Quotes = Days("ARGONAUT_RETENTION__QUOTES", 30),
                BarsSeconds = Days("ARGONAUT_RETENTION__BARS_SECONDS", 90),
                BarsMinutes = Days("ARGONAUT_RETENTION__BARS_MINUTES", 365),
                BarsLong = Days("ARGONAUT_RETENTION__BARS_LONG", null),
                PackAfter = Days("ARGONAUT_RETENTION__PACK_AFTER", 3),
                DeleteUnexported = Flag("ARGONAUT_RETENTION__DELETE_UNEXPORTED"),
            },
            Alerts = AlertSettings.Read(Text, found),
            Limits = new ServerLimits
            {
                RequestsPerSecond = Number("ARGONAUT_LIMITS__REQUESTS_PER_SECOND", 200, 1, 1_000_000),
                ExportsPerMinute = Number("ARGONAUT_LIMITS__EXPORTS_PER_MINUTE", 10, 1, 1_000_000),
                WrongTokensPerMinute = Number("ARGONAUT_LIMITS__WRONG_TOKENS_PER_MINUTE", 5, 1, 1_000),
                StreamsPerAddress = Number("ARGONAUT_LIMITS__STREAMS_PER_ADDRESS", 50, 1, 2_000),
            },
            RecordFrames = Flag("ARGONAUT_FRAMES__ENABLED", otherwise: true),
            FrameDirectory = Text("ARGONAUT_FRAMES__DIRECTORY"),
            FrameBytes = Bytes("ARGONAUT_FRAMES__MAX_BYTES", FrameRecorderOptions.DefaultBytes, min: 16 << 20),
            FrameHours = Number("ARGONAUT_FRAMES__MAX_HOURS", FrameRecorderOptions.DefaultHours, 1, 8_760),
            AuthMode = OneOf("ARGONAUT_AUTH__MODE", "local", ["local", "required"]),
            LogLevel = OneOf("ARGONAUT_LOG__LEVEL", "information", Levels),
        };
        problems = found;
        return found.Count == 0 ? settings : null;
    }

    /// <summary>The environment name of a key such as <c>server.allow_remote</c>; other texts are names already.</summary>
    public static string NameOf(string key) => key.Contains('.', StringComparison.Ordinal) ? $"ARGONAUT_{key.Replace(".", "__", StringComparison.Ordinal).ToUpperInvariant()}" : key;

    private static string DefaultDataDirectory()
    {
        if (OperatingSystem.IsLinux() && Environment.UserName == "root") return "/var/lib/argonaut";
        var folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(folder.Length > 0 ? folder : Path.GetTempPath(), "argonaut");
    }

    /// <summary>Levenshtein distance, for suggesting the nearest name.</summary>
    private static int EditDistance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? diagonal : 1 + Math.Min(diagonal, Math.Min(row[j], row[j - 1]));
                diagonal = row[j];
                row[j] = cost;
            }
        }

        return row[^1];
    }
}
