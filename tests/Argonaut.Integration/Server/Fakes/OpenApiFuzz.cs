using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Argonaut.Integration.Server.Fakes;

/// <summary>
/// Makes requests from an OpenAPI document and a seed: every route, method, parameter and body, valid and broken in many ways. The same
/// seed makes the same requests.
/// </summary>
internal sealed class OpenApiFuzz
{
    private const int LargestBody = 1024 * 1024;

    /// <summary>An instrument with a slash, which a path takes when it is escaped.</summary>
    private const string WithSlash = "EUR/USD.IDEALPRO";

    private static readonly ImmutableArray<string> Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "BREW"];

    private static readonly ImmutableArray<string> Bad =
    [
        "", " ", "-1", "0", "1e400", "99999999999999999999", "-9223372036854775808", "null", "'; drop table x; --", "<script>", "../..", "..", ".", "a/b.c", "%2F", "%00", "\u0000", "\n",
        "\r\nX: y", "\\", "%", "💥.X", "e\u0301.NASDAQ", "\u202eQADSAN.LPAA", "2023-12-25T00:00:00", "9999-12-31", "0001-01-01", new string('A', 300), new string('é', 500), "[]", "{}",
        "true", "1M", "NaN", "١٢", "AAPL.NASDAQ", "${jndi:x}", "file:///etc/passwd", "C:\\x", "con", "*", "\"", "W/\"1\"",
    ];

    private static readonly ImmutableArray<string> BrokenBodies =
    [
        "", "{", "[]", "null", "\"x\"", "7", "{\"a\":1}", "{\"start\":1e999}", new string('[', 200), "{\"query\":\"\\ud800\"}", "\u0001", "{\"name\":\"a\",\"name\":\"b\"}", "{}{}", "\ufeff{}",
        "{\"a\":{\"b\":{\"c\":{\"d\":{}}}}}",
    ];

    private readonly ImmutableArray<(string Path, string Method, JsonElement Body)> _operations;
    private readonly ImmutableArray<string> _tokens;
    private readonly Random _random;
    private int _next;

    /// <param name="tokens">Of which a request may carry one; empty text: none.</param>
    public OpenApiFuzz(JsonElement document, int seed, params ImmutableArray<string> tokens)
    {
        _operations =
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               select (path.Name, operation.Name.ToUpperInvariant(), operation.Value),
        ];
        _tokens = tokens;
        _random = new Random(seed);
    }

    /// <summary>All operations come by turns.</summary>
    public Request Next()
    {
        var operation = _operations[_next++ % _operations.Length];
        var method = _random.Next(25) == 0 ? Methods[_random.Next(Methods.Length)] : operation.Method;
        var addressed = _operations.FirstOrDefault(o => o.Path == operation.Path && o.Method == method);
        var isPlain = addressed.Path is not null;
        var path = operation.Path;
        var query = new List<string>();
        foreach (var parameter in operation.Body.TryGetProperty("parameters", out var all) ? all.EnumerateArray().ToArray() : [])
        {
            var name = parameter.GetProperty("name").GetString()!;
            var schema = parameter.GetProperty("schema");
            switch (parameter.GetProperty("in").GetString())
            {
                case "path":
                    var value = TextOf(name, schema);
                    var isBare = _random.Next(12) == 0;
                    // A path that is not a plain segment may lead to another route, or to none.
                    if ((isBare && value != Uri.EscapeDataString(value)) || value.Length == 0 || value.All(c => c == '.')
                        || (value != WithSlash && value.Any(c => char.IsControl(c) || c is '/' or '%' or '\\'))) isPlain = false;
                    path = path.Replace($"{{{name}}}", isBare ? Bare(value) : Uri.EscapeDataString(value), StringComparison.Ordinal);
                    break;
                case "query" when _random.Next(3) == 0 || (parameter.TryGetProperty("required", out var required) && required.GetBoolean() && _random.Next(5) > 0):
                    for (var again = _random.Next(8) == 0 ? 2 : 1; again > 0; again--) query.Add($"{name}={Uri.EscapeDataString(TextOf(name, schema))}");
                    break;
            }
        }

        if (_random.Next(12) == 0) query.Add($"{Uri.EscapeDataString(Bad[_random.Next(Bad.Length)])}=1");
        if (_random.Next(40) == 0) query.Add("%zz&&=;?#");
        var (body, contentType) = method is "POST" or "PUT" or "PATCH" && _random.Next(4) > 0 ? (BodyOf(operation.Body), ContentType()) : (null, "");
        return new Request(
            method, query.Count == 0 ? path : $"{path}?{string.Join('&', query)}", body, contentType, Headers(),
            isPlain ? [.. addressed.Body.GetProperty("responses").EnumerateObject().Select(r => int.Parse(r.Name, CultureInfo.InvariantCulture))] : null);
    }

    /// <summary>
    /// What HttpClient can put on the wire as it is: of other letters than those of ASCII it sends nothing, but what its buffer holds of the
    /// requests before, which may be a second request.
    /// </summary>
    private static string Bare(string value) => string.Concat(value.EnumerateRunes().Select(rune => rune switch
    {
        { Value: '\r' or '\n' } => "",
        { Value: ' ' } => "+",
        { IsAscii: true } => rune.ToString(),
        _ => Uri.EscapeDataString(rune.ToString()),
    }));

    private string TextOf(string name, JsonElement schema) => _random.Next(5) < 2 ? Bad[_random.Next(Bad.Length)] : GoodText(name, schema);

    private string GoodText(string name, JsonElement schema)
    {
        if (schema.TryGetProperty("items", out var items)) schema = items;
        if (schema.TryGetProperty("enum", out var values)) return values[_random.Next(values.GetArrayLength())].GetString()!;
        string[] good = name switch
        {
            "id" or "instrument_id" or "underlying" => ["AAPL.NASDAQ", WithSlash, "1", "17"],
            "venue" or "source" => ["IB", "ib"],
            "start" or "start_date" or "date" or "from" or "until" => ["2023-12-25", "1703462400000000001", "2023-12-25T14:00:00Z"],
            "end" or "end_date" or "to" => ["2023-12-26T00:00:00Z", "1703548800000000000"],
            "limit" or "rows" or "levels" => ["1", "500"],
            "threshold" or "price" => ["190.00", "0.5"],
            "path" => ["data/x.parquet", "data/trade_tick/AAPL.NASDAQ/x.parquet"],
            _ => TypeOf(schema) switch
            {
                "integer" => ["0", "1", "60", schema.TryGetProperty("maximum", out var most) ? most.GetRawText() : "5"],
                "boolean" => ["true", "false"],
                _ => ["asc", "main", "a name", "1"],
            },
        };
        return good[_random.Next(good.Length)];
    }

    private string BodyOf(JsonElement operation)
    {
        if (_random.Next(400) == 0) return $"{{\"name\":\"{new string('x', LargestBody)}\"}}";
        if (_random.Next(5) == 0 || !operation.TryGetProperty("requestBody", out var body)) return BrokenBodies[_random.Next(BrokenBodies.Length)];
        var properties = body.GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("properties").EnumerateObject();
        var share = _random.Next(1, 5);
        var members = properties.Where(_ => _random.Next(4) < share).Select(p => $"{JsonSerializer.Serialize(p.Name)}:{ValueOf(p.Name, p.Value)}").ToList();
        if (_random.Next(15) == 0) members.Add("\"unheard_of\":1");
        return $"{{{string.Join(',', members)}}}";
    }

    private string ValueOf(string name, JsonElement schema) => _random.Next(14) switch
    {
        0 => "null",
        1 => "17",
        2 => "true",
        3 => "[\"IB\",\"x\"]",
        4 => "{\"a\":[1,{}]}",
        5 => "-1.5e300",
        6 => JsonSerializer.Serialize(Bad[_random.Next(Bad.Length)]),
        _ => TypeOf(schema) switch
        {
            "integer" or "boolean" => GoodText(name, schema) is var text && (text is "true" or "false" || long.TryParse(text, out _)) ? text : "1",
            "array" => $"[{string.Join(',', Enumerable.Range(0, _random.Next(4)).Select(_ => JsonSerializer.Serialize(GoodText(name, schema))))}]",
            "object" => "{\"drawings\":[],\"panes\":[{\"x\":\"💥\",\"y\":1e-7}]}",
            _ => JsonSerializer.Serialize(GoodText(name, schema)),
        },
    };

    private static string TypeOf(JsonElement schema) =>
        !schema.TryGetProperty("type", out var type) ? "string" : type.ValueKind == JsonValueKind.Array ? type[0].GetString() == "null" ? type[1].GetString()! : type[0].GetString()! : type.GetString()!;

    private string ContentType() => _random.Next(12) switch { 0 => "text/plain", 1 => "application/xml", 2 => "application/json; charset=utf-16", _ => "application/json" };

    private ImmutableArray<(string, string)> Headers()
    {
        var headers = ImmutableArray.CreateBuilder<(string, string)>();
        headers.Add(("Prefer", _random.Next(10) == 0 ? "wait=x" : "wait=0"));
        var token = _tokens[_random.Next(_tokens.Length)];
        if (token.Length > 0) headers.Add(("Authorization", $"Bearer {token}"));
        else if (_random.Next(20) == 0) headers.Add(("Authorization", "Basic eDp5"));
        if (_random.Next(6) == 0) headers.Add(("Accept", new[] { "application/json", "text/csv", "application/x-ndjson", "image/png", "*/*;q=0", ";;" }[_random.Next(6)]));
        if (_random.Next(4) == 0) headers.Add((_random.Next(2) == 0 ? "If-Match" : "If-None-Match", new[] { "\"1\"", "\"2\"", "*", "1", "W/\"1\"", "\"1\", \"2\"", "\"\"" }[_random.Next(7)]));
        if (_random.Next(20) == 0) headers.Add(("Origin", new[] { "null", "http://evil.example", "x" }[_random.Next(3)]));
        if (_random.Next(20) == 0) headers.Add(("X-Request-Id", new string('a', 80)));
        if (_random.Next(20) == 0) headers.Add(("Range", "bytes=5-1"));
        return headers.ToImmutable();
    }

    /// <param name="Statuses">Which the document allows; null where the request is to no operation for certain.</param>
    internal sealed record Request(
        string Method, string Target, string? Body, string ContentType, ImmutableArray<(string Name, string Value)> Headers, ImmutableHashSet<int>? Statuses)
    {
        public override string ToString() => $"{Method} {Target} {string.Join(' ', Headers)} {(Body is { Length: > 300 } ? $"{Body[..300]}..." : Body)}";

        public HttpRequestMessage To(Uri server)
        {
            var request = new HttpRequestMessage(
                new HttpMethod(Method), new Uri(server.GetLeftPart(UriPartial.Authority) + Target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
            foreach (var (name, value) in Headers) request.Headers.TryAddWithoutValidation(name, value);
            if (Body is null) return request;
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
            // The server says no before the body is on its way.
            request.Headers.ExpectContinue = Body.Length > LargestBody;
            return request;
        }
    }
}
