using System.Globalization;
using System.Text.Json;
using Argonaut.Server.Auth;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>Bearer tokens: made, listed, revoked (api.md A-036).</summary>
internal sealed class TokenEndpoints(ServerContext server, AccessRegistry registry)
{
    private const string Area = "Security";
    private const int LongestDays = 3_650;

    /// <summary>Names that the program gives itself, or that stand for nobody.</summary>
    private static readonly string[] Reserved = ["owner", "cli", "local", "unknown", "nobody", "argonaut"];

    public IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute("GET", "/api/v1/tokens", "list_tokens", Area, "List tokens", ListAsync)
        {
            Parameters = [ListPage.Limit, ListPage.Cursor],
            Answers = [new ApiAnswer(200, typeof(Page<TokenItem>), "All tokens, also revoked ones; never their text.")],
            Problems = [ProblemKinds.InvalidCursor],
            IsOpenBeforeReady = true,
        },
        new ApiRoute("POST", "/api/v1/tokens", "create_token", Area, "Make a token", CreateAsync)
        {
            Description = "Layouts and settings of the dashboard belong to the name: a new token of a name that is not in use any more finds them again.",
            Parameters =
            [
                new Parameter("name", ParameterPlace.Either, ParameterKind.Text, "Whom or what it is for; shown in the audit log.") { IsRequired = true, LongestText = 60 },
                new Parameter("role", ParameterPlace.Either, ParameterKind.Choice, "What it may do; each role includes those before it.") { IsRequired = true, Choices = RoleText.All },
                new Parameter("ttl", ParameterPlace.Either, ParameterKind.Text, "How long it works, such as `12h` or `30d`; at most 3650 days. Without it: until it is revoked.") { LongestText = 16, AllowsNull = true },
            ],
            Answers = [new ApiAnswer(201, typeof(NewTokenItem), "The token and its text, which is told this once.")],
            Problems = [ProblemKinds.Conflict],
        },
        new ApiRoute("DELETE", "/api/v1/tokens/{id}", "revoke_token", Area, "Revoke a token", RevokeAsync)
        {
            Description = "It and the sessions made with it are refused at once, and their WebSockets are closed.",
            Parameters = [new Parameter("id", ParameterPlace.Path, ParameterKind.Text, "Id of the token.") { IsRequired = true, LongestText = 64 }],
            Answers = [new ApiAnswer(204, null, "It is revoked.")],
            Problems = [ProblemKinds.Conflict],
        },
    ];

    private Task<IResult> ListAsync(ApiRequest request, CancellationToken ct)
    {
        var now = server.Now;
        return Reply.Done(ListPage.Take(registry.Tokens.Select(t => AccessRows.Of(t, now)), t => $"{t.CreatedAt} {t.Id}", "tokens", request.Values, server.Cursors, out var problem) is { } page
            ? Reply.Page(page.Items, page.NextCursor, now, ServerJson.Default.PageTokenItem)
            : problem!);
    }

    private async Task<IResult> CreateAsync(ApiRequest request, CancellationToken ct)
    {
        var name = request.Values.RequiredText("name").Trim();
        if (name.Length == 0 || Reserved.Contains(name, StringComparer.OrdinalIgnoreCase))
            return Problem.Of(ProblemKinds.InvalidParameter, $"'{name}' cannot be the name of a token; choose one that says whom it is for.", "name");
        TimeSpan? lifetime = null;
        if (request.Values.Text("ttl") is { } text)
        {
            if (LifetimeOf(text) is not { } given)
                return Problem.Of(ProblemKinds.InvalidParameter, $"'ttl' must be a time such as 30m, 12h or 30d, at most {LongestDays}d; found '{text}'.", "ttl");
            lifetime = given;
        }

        var role = RoleText.Parse(request.Values.RequiredText("role"))!.Value;
        if (await registry.CreateTokenAsync(name, role, lifetime, request.Caller.Who, ct) is not { } made)
            return Problem.Of(ProblemKinds.Conflict, $"A token named '{name}' is in use; revoke it first, or choose another name.");
        var item = AccessRows.Of(made.Token, server.Now);
        request.Note.After = JsonSerializer.Serialize(item, ServerJson.Default.TokenItem);
        return Reply.Json(new NewTokenItem { Secret = made.Secret, Token = item }, ServerJson.Default.NewTokenItem, StatusCodes.Status201Created);
    }

    private async Task<IResult> RevokeAsync(ApiRequest request, CancellationToken ct)
    {
        var id = request.Values.RequiredText("id");
        if (registry.FindToken(id) is not { } token) return Problem.Of(ProblemKinds.NotFound, $"There is no token with the id '{id}'.");
        if (token.IsFromFile)
            return Problem.Of(ProblemKinds.Conflict, token.Stored.Name == "owner"
                ? "The owner token is a file of this installation: stop Argonaut, remove owner.hash from the folder run of its data directory, and the next start shows a new one."
                : "The token of the command line is a file of this installation, made anew at each start.");
        request.Note.Before = JsonSerializer.Serialize(AccessRows.Of(token, server.Now), ServerJson.Default.TokenItem);
        await registry.RevokeTokenAsync(token, ct);
        return EmptyReply.NoContent;
    }

    private static TimeSpan? LifetimeOf(string text)
    {
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0) return null;
        double? hours = text[^1] switch { 'm' => number / 60.0, 'h' => number, 'd' => number * 24.0, _ => null };
        return hours <= LongestDays * 24.0 ? TimeSpan.FromHours(hours.Value) : null;
    }
}
