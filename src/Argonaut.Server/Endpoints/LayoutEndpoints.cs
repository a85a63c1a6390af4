using System.Text.Json;
using Argonaut.Ports;
using Argonaut.Server.Auth;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>
/// What a person arranged on the dashboard. It belongs to the name of the token; a save names the version that it replaces, so that two
/// tabs cannot overwrite one another (api.md A-049).
/// </summary>
internal sealed class LayoutEndpoints(ServerContext server)
{
    private const string Area = "Dashboard";
    private const int MostLayouts = 100;
    private const int LargestContent = 256 * 1024;
    private const string SettingsName = "default";
    private const string NoToken = "local";

    private static readonly JsonElement Nothing = JsonElement.Parse("{}"u8);

    private static readonly Parameter Name =
        new("name", ParameterPlace.Path, ParameterKind.Text, "Name of the layout.") { IsRequired = true, LongestText = 100 };

    private static readonly Parameter Content = new("content", ParameterPlace.Either, ParameterKind.Json, "An object; at most 256 KiB.") { IsRequired = true };

    public IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute("GET", "/api/v1/layouts", "list_layouts", Area, "List layouts", ListAsync)
        {
            Parameters = [ListPage.Limit, ListPage.Cursor],
            Answers = [new ApiAnswer(200, typeof(Page<LayoutSummary>), "The caller's layouts by name; at most 100.")],
            Problems = [ProblemKinds.InvalidCursor],
        },
        new ApiRoute("GET", "/api/v1/layouts/{name}", "get_layout", Area, "A layout", (request, ct) => GetAsync(LayoutOf(request), request, ct))
        {
            Parameters = [Name],
            Answers = [new ApiAnswer(200, typeof(UserDocumentItem), "The layout; `ETag` is its version.")],
        },
        new ApiRoute("PUT", "/api/v1/layouts/{name}", "save_layout", Area, "Save a layout", SaveLayoutAsync)
        {
            Description = "A new name needs no header; one that exists needs `If-Match` with its `ETag`.",
            Parameters = [Name, Content],
            Answers = [new ApiAnswer(200, typeof(UserDocumentItem), "The layout as saved."), new ApiAnswer(201, typeof(UserDocumentItem), "The new layout.")],
            Problems = [ProblemKinds.PreconditionFailed, ProblemKinds.PreconditionRequired, ProblemKinds.ValidationFailed],
        },
        new ApiRoute("DELETE", "/api/v1/layouts/{name}", "remove_layout", Area, "Remove a layout", RemoveAsync)
        {
            Description = "Needs `If-Match` with its `ETag`.",
            Parameters = [Name],
            Answers = [new ApiAnswer(204, null, "It is gone.")],
            Problems = [ProblemKinds.PreconditionFailed, ProblemKinds.PreconditionRequired],
        },
        new ApiRoute("GET", "/api/v1/settings", "get_settings", Area, "Settings of the dashboard", (request, ct) => GetAsync(SettingsOf(request), request, ct))
        {
            Answers = [new ApiAnswer(200, typeof(UserDocumentItem), "The caller's settings; version 0 and an empty object when nothing was saved.")],
        },
        new ApiRoute("PUT", "/api/v1/settings", "save_settings", Area, "Save the settings of the dashboard", (request, ct) => SaveAsync(SettingsOf(request), request, ct))
        {
            Description = "Needs `If-Match` with their `ETag`, once they were saved.",
            Parameters = [Content],
            Answers = [new ApiAnswer(200, typeof(UserDocumentItem), "The settings as saved."), new ApiAnswer(201, typeof(UserDocumentItem), "The first settings.")],
            Problems = [ProblemKinds.PreconditionFailed, ProblemKinds.PreconditionRequired],
        },
        new ApiRoute("GET", "/api/v1/instruments/{id}/drawings", "get_drawings", Area, "Drawings on the charts of an instrument",
            (request, ct) => GetAsync(DrawingsOf(request), request, ct))
        {
            Parameters = [Find.Id],
            Answers = [new ApiAnswer(200, typeof(UserDocumentItem), "The caller's drawings; version 0 and an empty object when nothing was saved.")],
            Problems = [ProblemKinds.InvalidInstrumentId],
        },
        new ApiRoute("PUT", "/api/v1/instruments/{id}/drawings", "save_drawings", Area, "Save the drawings of an instrument",
            (request, ct) => SaveAsync(DrawingsOf(request), request, ct))
        {
            Description = "Needs `If-Match` with their `ETag`, once they were saved. An instrument that is not known any more keeps its drawings.",
            Parameters = [Find.Id, Content],
            Answers = [new ApiAnswer(200, typeof(UserDocumentItem), "The drawings as saved."), new ApiAnswer(201, typeof(UserDocumentItem), "The first drawings.")],
            Problems = [ProblemKinds.InvalidInstrumentId, ProblemKinds.PreconditionFailed, ProblemKinds.PreconditionRequired],
        },
    ];

    private IUserDocuments Documents => server.Parts.Documents;

    private async Task<IResult> ListAsync(ApiRequest request, CancellationToken ct)
    {
        var layouts = await Documents.ListAsync(OwnerOf(request.Caller), UserDocumentKind.Layout, ct);
        return ListPage.Take(layouts, layout => layout.Name, $"layouts of {OwnerOf(request.Caller)}", request.Values, server.Cursors, out var problem) is { } page
            ? Reply.Page([.. page.Items.Select(ToSummary)], page.NextCursor, server.Now, ServerJson.Default.PageLayoutSummary)
            : problem!;
    }

    private async Task<IResult> GetAsync(UserDocumentKey key, ApiRequest request, CancellationToken ct)
    {
        if (await Documents.FindAsync(key, ct) is { } document) return Shown(request, document, StatusCodes.Status200OK);
        if (key.Kind == UserDocumentKind.Layout) return Missing(key);
        return Reply.Json(
            new UserDocumentItem { Name = key.Name, Version = 0, Content = Nothing, ChangedAt = null, ChangedAtIso = null },
            ServerJson.Default.UserDocumentItem);
    }

    private async Task<IResult> SaveLayoutAsync(ApiRequest request, CancellationToken ct)
    {
        var key = LayoutOf(request);
        var layouts = await Documents.ListAsync(key.Owner, key.Kind, ct);
        return layouts.Length >= MostLayouts && layouts.All(l => l.Name != key.Name)
            ? Problem.Of(ProblemKinds.ValidationFailed, $"There are {layouts.Length} layouts, the most that are kept; remove one first.")
            : await SaveAsync(key, request, ct);
    }

    private async Task<IResult> SaveAsync(UserDocumentKey key, ApiRequest request, CancellationToken ct)
    {
        var content = request.Values.RequiredText("content");
        if (content.Length > LargestContent)
            return Problem.Of(ProblemKinds.InvalidParameter, $"'content' may have at most {LargestContent / 1024} KiB, found {content.Length / 1024} KiB.", "content");
        var named = EntityTag.Of(request);
        if (await Documents.FindAsync(key, ct) is { } current)
        {
            if (named is null) return EntityTag.Missing(current.Name, current.Version);
        }
        else if (named is not null and not 0)
        {
            // A version of what is not there any more is as stale as an old one.
            return EntityTag.Stale(key.Name);
        }

        return await Documents.SaveAsync(key, content, named ?? 0, ct) is { } saved
            ? Shown(request, saved, saved.Version == 1 ? StatusCodes.Status201Created : StatusCodes.Status200OK)
            : EntityTag.Stale(key.Name);
    }

    private async Task<IResult> RemoveAsync(ApiRequest request, CancellationToken ct)
    {
        var key = LayoutOf(request);
        if (await Documents.FindAsync(key, ct) is not { } current) return Missing(key);
        if (EntityTag.Of(request) is not { } version) return EntityTag.Missing(current.Name, current.Version);
        return await Documents.RemoveAsync(key, version, ct) ? EmptyReply.NoContent : EntityTag.Stale(key.Name);
    }

    private static JsonReply<UserDocumentItem> Shown(ApiRequest request, UserDocument document, int status)
    {
        EntityTag.Set(request, document.Version);
        using var content = JsonDocument.Parse(document.Content);
        return Reply.Json(
            new UserDocumentItem
            {
                Name = document.Name,
                Version = document.Version,
                Content = content.RootElement.Clone(),
                ChangedAt = document.ChangedAt.ToString(),
                ChangedAtIso = document.ChangedAt.ToIso(),
            },
            ServerJson.Default.UserDocumentItem,
            status);
    }

    private static Problem Missing(UserDocumentKey key) => Problem.Of(ProblemKinds.NotFound, $"There is no layout named '{key.Name}'.");

    private static LayoutSummary ToSummary(UserDocument document) => new()
    {
        Name = document.Name, Version = document.Version, ChangedAt = document.ChangedAt.ToString(), ChangedAtIso = document.ChangedAt.ToIso(),
    };

    private static UserDocumentKey LayoutOf(ApiRequest request) =>
        new(OwnerOf(request.Caller), UserDocumentKind.Layout, request.Values.RequiredText("name"));

    private static UserDocumentKey SettingsOf(ApiRequest request) => new(OwnerOf(request.Caller), UserDocumentKind.Settings, SettingsName);

    private static UserDocumentKey DrawingsOf(ApiRequest request) =>
        new(OwnerOf(request.Caller), UserDocumentKind.Drawings, request.Values.Instrument("id").Value);

    private static string OwnerOf(Caller caller) => caller.TokenName ?? NoToken;
}
