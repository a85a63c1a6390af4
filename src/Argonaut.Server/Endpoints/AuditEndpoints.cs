using System.Buffers.Binary;
using Argonaut.Server.Audit;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>Who changed what (api.md A-044).</summary>
internal sealed class AuditEndpoints(ServerContext server, AuditTrail audit)
{
    private const string Question = "audit";

    public IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute("GET", "/api/v1/audit", "list_audit", "Security", "Who changed what", ListAsync)
        {
            Description = "Each change of state and each refused try is one row; rows are never changed. The hash of a row covers the row before it.",
            Parameters = [ListPage.Limit, ListPage.Cursor],
            Answers = [new ApiAnswer(200, typeof(AuditPage), "Newest first, and whether the chain was whole when it was last walked.")],
            Problems = [ProblemKinds.InvalidCursor],
        },
    ];

    private async Task<IResult> ListAsync(ApiRequest request, CancellationToken ct)
    {
        long? before = null;
        if (request.Values.Text("cursor") is { } cursor)
        {
            if (!server.Cursors.TryRead(Question, cursor, out var place)) return ListPage.InvalidCursor();
            before = BinaryPrimitives.ReadInt64BigEndian(place);
        }

        var limit = (int)(request.Values.Integer("limit") ?? ListPage.DefaultLimit);
        var rows = await server.Parts.Audit.ReadAsync(before, limit + 1, ct);
        string? next = null;
        if (rows.Length > limit)
        {
            var last = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(last, rows[limit - 1].Sequence);
            next = server.Cursors.Make(Question, last);
        }

        var now = server.Now;
        return Reply.Json(
            new AuditPage { Items = [.. rows.Take(limit).Select(AccessRows.Of)], NextCursor = next, Chain = AccessRows.Of(audit.Chain), AsOf = now.ToString(), AsOfIso = now.ToIso() },
            ServerJson.Default.AuditPage);
    }
}
