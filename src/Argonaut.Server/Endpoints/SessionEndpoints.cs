using System.Text.Json;
using Argonaut.Server.Auth;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>Signing in and out with a browser, and the tickets of WebSockets that have no cookie (api.md ).</summary>
internal sealed class SessionEndpoints(ServerContext server, AccessRegistry registry, SessionCookie cookie, StreamTickets tickets)
{
    private const string Area = "Security";

    public IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute("POST", "/api/v1/session", "sign_in", Area, "Sign in", SignInAsync)
        {
            Description = "Exchanges the bearer token of this request for a cookie that no script can read: 12 h at most, 30 min without use (an open stream is use). "
                + "A session that the browser had before ends.",
            Answers = [new ApiAnswer(201, typeof(BrowserSessionItem), "Signed in; `Set-Cookie` has the session.")],
            IsOpenBeforeReady = true,
        },
        new ApiRoute("DELETE", "/api/v1/session", "sign_out", Area, "Sign out", SignOutAsync)
        {
            Description = "Ends the session of this request and closes its WebSockets.",
            Answers = [new ApiAnswer(204, null, "There is no session any more.")],
            IsOpenBeforeReady = true,
        },
        new ApiRoute("GET", "/api/v1/sessions", "list_sessions", Area, "Browsers that have signed in", ListAsync)
        {
            Description = "An admin sees all, others those of their own token.",
            Parameters = [ListPage.Limit, ListPage.Cursor],
            Answers = [new ApiAnswer(200, typeof(Page<BrowserSessionItem>), "Sessions that are not over.")],
            Problems = [ProblemKinds.InvalidCursor],
            IsOpenBeforeReady = true,
        },
        new ApiRoute("DELETE", "/api/v1/sessions/{id}", "end_session", Area, "End a session", EndAsync)
        {
            Description = "It is refused at once and its WebSockets are closed. An admin may end all, others those of their own token.",
            Parameters = [new Parameter("id", ParameterPlace.Path, ParameterKind.Text, "Id of the session.") { IsRequired = true, LongestText = 64 }],
            Answers = [new ApiAnswer(204, null, "It is over.")],
            IsOpenBeforeReady = true,
        },
        new ApiRoute("POST", "/api/v1/stream/ticket", "create_stream_ticket", Area, "A ticket for a WebSocket", TicketAsync)
        {
            Description = "For a client that can send neither cookie nor header: `{\"op\":\"auth\",\"ticket\":\"…\"}` as its first message, once and within 30 s.",
            Answers = [new ApiAnswer(201, typeof(TicketItem), "The ticket.")],
            IsOpenBeforeReady = true,
        },
    ];

    private async Task<IResult> SignInAsync(ApiRequest request, CancellationToken ct)
    {
        var caller = request.Caller;
        if (caller.TokenId is null || caller.SessionId is not null || registry.FindToken(caller.TokenId) is not { } token)
            return Problem.Of(ProblemKinds.MissingToken, "Signing in needs a token: send it as 'Authorization: Bearer arg_...'.");
        var former = cookie.Of(request.Context.Request) is { Length: > 0 } secret ? registry.VerifyCookie(secret, caller.Address)?.SessionId : null;
        if (await registry.SignInAsync(token, former, caller.Address, BrowserOf(request.Context.Request)) is not { } signedIn)
            return Problem.Of(ProblemKinds.RateLimited, "Too many browsers are signed in; end some sessions first.");
        cookie.Set(request.Context.Response, signedIn.Secret, TimeSpan.FromTicks((signedIn.Session.ExpiresAt.Value - signedIn.Session.CreatedAt.Value) / TimeSpan.NanosecondsPerTick));
        request.Note.After = JsonSerializer.Serialize(signedIn.Session.Id, ServerJson.Default.String);
        return Reply.Json(AccessRows.Of(signedIn.Session, token, caller with { SessionId = signedIn.Session.Id }), ServerJson.Default.BrowserSessionItem, 201);
    }

    private async Task<IResult> SignOutAsync(ApiRequest request, CancellationToken ct)
    {
        if (request.Caller.SessionId is { } id) await registry.EndSessionAsync(id);
        cookie.Clear(request.Context.Response);
        return EmptyReply.NoContent;
    }

    private Task<IResult> ListAsync(ApiRequest request, CancellationToken ct)
    {
        var caller = request.Caller;
        if (caller.TokenId is null) return Reply.Done(NeedsToken());
        var sessions = registry.Sessions.Where(s => MaySee(caller, s.TokenId))
            .Select(s => registry.FindToken(s.TokenId) is { } token ? AccessRows.Of(s, token, caller) : null).OfType<BrowserSessionItem>();
        return Reply.Done(ListPage.Take(sessions, s => $"{s.CreatedAt} {s.Id}", $"sessions of {caller.TokenId}", request.Values, server.Cursors, out var problem) is { } page
            ? Reply.Page(page.Items, page.NextCursor, server.Now, ServerJson.Default.PageBrowserSessionItem)
            : problem!);
    }

    private async Task<IResult> EndAsync(ApiRequest request, CancellationToken ct)
    {
        var caller = request.Caller;
        if (caller.TokenId is null) return NeedsToken();
        var id = request.Values.RequiredText("id");
        // Of somebody else is as unknown as one that is not there.
        if (registry.FindSession(id) is not { } session || !MaySee(caller, session.TokenId))
            return Problem.Of(ProblemKinds.NotFound, $"There is no session '{id}'; it may be over already.");
        await registry.EndSessionAsync(id);
        if (id == caller.SessionId) cookie.Clear(request.Context.Response);
        return EmptyReply.NoContent;
    }

    private Task<IResult> TicketAsync(ApiRequest request, CancellationToken ct)
    {
        if (request.Caller.TokenId is null) return Reply.Done(NeedsToken());
        if (tickets.Issue(request.Caller) is not { } issued)
            return Reply.Done(Problem.Of(ProblemKinds.RateLimited, "Too many tickets wait to be used.") with { RetryAfter = TimeSpan.FromSeconds(30) });
        return Reply.Done(Reply.Json(
            new TicketItem { Ticket = issued.Ticket, ExpiresAt = issued.End.ToString(), ExpiresAtIso = issued.End.ToIso() }, ServerJson.Default.TicketItem, 201));
    }

    private static bool MaySee(Caller caller, string tokenId) => caller.May(Role.Admin) || caller.TokenId == tokenId;

    private static Problem NeedsToken() => Problem.Of(ProblemKinds.MissingToken, "This needs a token of any role: sign in, or send one as 'Authorization: Bearer arg_...'.");

    private static string BrowserOf(HttpRequest request) =>
        string.Concat(request.Headers.UserAgent.ToString().Where(c => !char.IsControl(c) && !char.IsSurrogate(c)));
}
