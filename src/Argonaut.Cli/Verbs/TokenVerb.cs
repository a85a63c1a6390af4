using System.CommandLine;
using System.Text.Json;

namespace Argonaut.Cli.Verbs;

/// <summary><c>argonaut token create|list|revoke</c>: who may use the API of the running server, and as what.</summary>
internal static class TokenVerb
{
    public static Command Create()
    {
        var url = new Option<string?>("--url") { Description = "Another server than the one of this data directory.", Recursive = true };
        return new Command("token", "Who may use the API, and as what. Example: argonaut token create --name desk --role trader --ttl 30d")
        {
            url, CreateToken(url), List(url), Revoke(url),
        };
    }

    private static Command CreateToken(Option<string?> url)
    {
        var name = new Option<string>("--name") { Description = "Whom or what it is for; shown in the audit log.", Required = true };
        var role = new Option<string>("--role") { Description = "viewer, exporter, trader or admin; each includes those before it.", Required = true };
        role.AcceptOnlyFromAmong("viewer", "exporter", "trader", "admin");
        var ttl = new Option<string?>("--ttl") { Description = "How long it works: 30m, 12h, 30d; without it until it is revoked." };
        var command = new Command("create", "Make a token; its text is printed this once. Example: argonaut token create --name desk --role trader --ttl 30d") { name, role, ttl };
        command.SetAction(async (parse, ct) =>
        {
            var body = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = parse.GetValue(name)!, ["role"] = parse.GetValue(role)! };
            if (parse.GetValue(ttl) is { } life) body["ttl"] = life;
            using var api = ApiClient.Connect(Settings.FromEnvironment(), parse.GetValue(url));
            var made = await api.PostAsync("/api/v1/tokens", JsonSerializer.Serialize(body, CliJson.Default.DictionaryStringString), null, ct);
            var token = made.GetProperty("token");
            Console.Error.WriteLine($"Token '{Text(token, "name")}' with the role {Text(token, "role")}, {(Text(token, "expires_at_iso") is { } end ? $"until {end}" : "until it is revoked")}. Shown this once:");
            Console.WriteLine(made.GetProperty("secret").GetString());
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Command List(Option<string?> url)
    {
        var output = new Option<string>("--output") { Description = "table (default) or json.", DefaultValueFactory = _ => "table" };
        output.AcceptOnlyFromAmong("table", "json");
        var command = new Command("list", "All tokens, without their text. Example: argonaut token list") { output };
        command.SetAction(async (parse, ct) =>
        {
            using var api = ApiClient.Connect(Settings.FromEnvironment(), parse.GetValue(url));
            var tokens = await ReadAsync(api, ct);
            if (parse.GetValue(output) == "json")
            {
                Console.WriteLine($"[{string.Join(",\n", tokens.Select(t => t.GetRawText()))}]");
                return (int)ExitCode.Done;
            }

            Console.WriteLine($"{"id",-16} {"name",-20} {"role",-9} {"state",-8} {"expires",-31} last used");
            foreach (var token in tokens)
                Console.WriteLine($"{Text(token, "id"),-16} {Text(token, "name"),-20} {Text(token, "role"),-9} {Text(token, "state"),-8} {Text(token, "expires_at_iso") ?? "-",-31} {Text(token, "last_used_at_iso") ?? "-"}");
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Command Revoke(Option<string?> url)
    {
        var which = new Argument<string>("token") { Description = "Its id, or the name of one that is active." };
        var command = new Command("revoke", "Refuse a token and its sessions from now on. Example: argonaut token revoke desk") { which };
        command.SetAction(async (parse, ct) =>
        {
            using var api = ApiClient.Connect(Settings.FromEnvironment(), parse.GetValue(url));
            var wanted = parse.GetValue(which)!;
            var tokens = await ReadAsync(api, ct);
            var found = tokens.FirstOrDefault(t => Text(t, "id") == wanted);
            if (found.ValueKind == JsonValueKind.Undefined) found = tokens.FirstOrDefault(t => Text(t, "name") == wanted && Text(t, "state") == "active");
            if (found.ValueKind == JsonValueKind.Undefined)
                throw new CliException(ExitCode.Failed, $"There is no token '{wanted}'. See them with: argonaut token list");
            await api.DeleteAsync($"/api/v1/tokens/{Uri.EscapeDataString(Text(found, "id")!)}", ct);
            Console.Error.WriteLine($"Token '{Text(found, "name")}' is revoked.");
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static async Task<List<JsonElement>> ReadAsync(ApiClient api, CancellationToken ct)
    {
        var tokens = new List<JsonElement>();
        for (string? cursor = null; ;)
        {
            var page = await api.GetAsync($"/api/v1/tokens?limit=1000{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}", ct);
            tokens.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = Text(page, "next_cursor");
            if (cursor is null) return tokens;
        }
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
