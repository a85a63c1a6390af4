using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using Argonaut.Catalog;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Reading;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Ports;
using Argonaut.Server.Auth;
using Argonaut.Server.Catalogs;
using Argonaut.Server.Contracts;
using Argonaut.Server.Export;
using Argonaut.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>Foreign catalogs of NautilusTrader: opened, browsed and charted where they lie.</summary>
internal sealed class CatalogEndpoints(ServerContext server, CatalogRoom room)
{
    private const string Area = "Catalogs";
    private const int DefaultLimit = 500;
    private const int LongestName = 60;

    private static readonly Parameter Catalog = new("catalog", ParameterPlace.Path, ParameterKind.Integer, "Number of the catalog.") { IsRequired = true, Minimum = 1 };

    private static readonly ImmutableArray<ProblemKind> ReadProblems = [ProblemKinds.ValidationFailed];

    public IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute("GET", "/api/v1/catalogs", "list_catalogs", Area, "List opened catalogs", ListAsync)
        {
            Parameters = [ListPage.Limit, ListPage.Cursor],
            Answers = [new ApiAnswer(200, typeof(Page<OpenedCatalogItem>), "By number.")],
            Problems = [ProblemKinds.InvalidCursor],
        },
        new ApiRoute("POST", "/api/v1/catalogs", "open_catalog", Area, "Open a catalog of NautilusTrader", OpenAsync)
        {
            Description = $"It is read where it lies: nothing is copied, and nothing is ever written into it. At most {CatalogRoom.MostCatalogs} are open, each with at most {CatalogRoom.MostFiles} files. Links in it are not followed.",
            Parameters =
            [
                new Parameter("path", ParameterPlace.Either, ParameterKind.Text,
                    "Folder on the server that holds the folder `data`: whole, or relative to `imports` of the data directory.") { IsRequired = true, LongestText = 1_000 },
                new Parameter("name", ParameterPlace.Either, ParameterKind.Text, "How it is called; default the name of the folder.") { LongestText = LongestName, AllowsNull = true },
            ],
            Answers = [new ApiAnswer(201, typeof(OpenedCatalogItem), "It is open.")],
            Problems = [ProblemKinds.Conflict, .. ReadProblems],
        },
        new ApiRoute("DELETE", "/api/v1/catalogs/{catalog}", "close_catalog", Area, "Close a catalog", CloseAsync)
        {
            Description = "Its files stay as they are.",
            Parameters = [Catalog],
            Answers = [new ApiAnswer(204, null, "It is closed.")],
        },
        new ApiRoute("GET", "/api/v1/catalogs/{catalog}/content", "get_catalog_content", Area, "What a catalog holds", ContentAsync)
        {
            Description = "As `/api/v1/parquet/catalog` tells it of the export directory.",
            Parameters =
            [
                Catalog,
                new Parameter("include", ParameterPlace.Query, ParameterKind.Choice, "`files` adds the list of files to each item.") { Choices = ["files"] },
            ],
            Answers = [new ApiAnswer(200, typeof(CatalogReport), "Items with their intervals and gaps.")],
            Problems = ReadProblems,
        },
        new ApiRoute("GET", "/api/v1/catalogs/{catalog}/preview/{**path}", "preview_catalog_file", Area, "Metadata and first rows of a file", PreviewAsync)
        {
            Parameters =
            [
                Catalog,
                new Parameter("path", ParameterPlace.Path, ParameterKind.Text, "Path relative to the catalog, as in `files[]`.") { IsRequired = true, LongestText = 512 },
                new Parameter("rows", ParameterPlace.Query, ParameterKind.Integer, "How many rows.") { Minimum = 1, Maximum = 1_000, Default = "20" },
            ],
            Answers = [new ApiAnswer(200, typeof(PreviewItem), "The rows as text, prices as decimals.")],
            Problems = ReadProblems,
        },
        new ApiRoute("GET", "/api/v1/catalogs/{catalog}/instruments/{id}", "get_catalog_instrument", Area, "What bars of an instrument can be made of", InstrumentAsync)
        {
            Parameters = [Catalog, Find.Id],
            Answers = [new ApiAnswer(200, typeof(CatalogInstrumentItem), "Its trades, quotes and types of bars.")],
            Problems = [ProblemKinds.InvalidInstrumentId, ProblemKinds.UnknownInstrument, .. ReadProblems],
        },
        new ApiRoute("GET", "/api/v1/catalogs/{catalog}/instruments/{id}/bars", "list_catalog_bars", Area, "Bars out of the files of a catalog", BarsAsync)
        {
            Description = $"Made when they are asked for. At most {CatalogBars.MostRows} rows of files are read for a page: it may be short of `limit` where it has a cursor. They are not live.",
            Parameters =
            [
                Catalog, Find.Id,
                new Parameter("timeframe", ParameterPlace.Query, ParameterKind.Timeframe, "Length of a bar; of bars of the catalog, a whole number of them.") { IsRequired = true },
                new Parameter("from", ParameterPlace.Query, ParameterKind.Text, "What they are made of: `trades`, `quotes`, or a bar type of the catalog. Default: the first source that can.") { LongestText = 200 },
                new Parameter("price_type", ParameterPlace.Query, ParameterKind.Choice, "Of quotes: which price; default `mid`.") { Choices = ["mid", "bid", "ask"] },
                Find.Start, Find.End, Find.Order, Find.MarketLimit, ListPage.Cursor, TimeForm.Parameter,
            ],
            Answers = [new ApiAnswer(200, typeof(CatalogBarPage), "Bars by the time they open; all are closed.")],
            Problems =
            [
                ProblemKinds.InvalidInstrumentId, ProblemKinds.UnknownInstrument, ProblemKinds.AmbiguousTime, ProblemKinds.InvalidCursor, ProblemKinds.InvalidTimeframe, .. ReadProblems,
            ],
        },
    ];

    private IOpenedCatalogs Catalogs => server.Parts.Catalogs;

    private async Task<IResult> ListAsync(ApiRequest request, CancellationToken ct)
    {
        var all = (await Catalogs.ListAsync(ct)).Select(catalog => ToItem(catalog, request.Caller));
        return ListPage.Take(all, c => $"{c.Id:0000000000000000000}", "catalogs", request.Values, server.Cursors, out var problem) is { } page
            ? Reply.Page(page.Items, page.NextCursor, server.Now, ServerJson.Default.PageOpenedCatalogItem)
            : problem!;
    }

    private async Task<IResult> OpenAsync(ApiRequest request, CancellationToken ct)
    {
        if (!ServerPath.TryFind(server.Parts.ImportDirectory, request.Caller, request.Values.RequiredText("path"), out var path, out var problem)) return problem!;
        path = Path.TrimEndingDirectorySeparator(path);
        var name = request.Values.Text("name")?.Trim() is { Length: > 0 } given ? given : Path.GetFileName(path);
        if (name.Length is 0 or > LongestName) return Problem.Of(ProblemKinds.InvalidParameter, $"Give the catalog a 'name' of at most {LongestName} characters.", "name");
        var all = await Catalogs.ListAsync(ct);
        if (all.FirstOrDefault(c => c.Path == path) is { } open) return Problem.Of(ProblemKinds.Conflict, $"That catalog is open already, as '{open.Name}'.", "path");
        if (all.Any(c => c.Name == name)) return Problem.Of(ProblemKinds.Conflict, $"Another catalog is called '{name}': give this one another 'name'.", "name");
        if (all.Length >= CatalogRoom.MostCatalogs) return Problem.Of(ProblemKinds.ValidationFailed, $"{all.Length} catalogs are open, the most that can be; close one first.");
        if (await CatalogRoom.CheckAsync(path, ct) is { } wrong) return wrong;
        if (await Catalogs.AddAsync(new OpenedCatalog(0, name, path, request.Caller.Who, server.Now), ct) is not { } added)
            return Problem.Of(ProblemKinds.Conflict, "That catalog was opened by somebody else just now.", "path");
        return Reply.Json(ToItem(added, request.Caller), ServerJson.Default.OpenedCatalogItem, StatusCodes.Status201Created);
    }

    private async Task<IResult> CloseAsync(ApiRequest request, CancellationToken ct)
    {
        var id = request.Values.Integer("catalog")!.Value;
        if (!await Catalogs.RemoveAsync(id, ct)) return Missing(id);
        room.Forget(id);
        return EmptyReply.NoContent;
    }

    private async Task<IResult> ContentAsync(ApiRequest request, CancellationToken ct)
    {
        if (await FindAsync(request, ct) is not { } catalog) return Missing(request);
        var (listing, problem) = await room.ListAsync(catalog, isFresh: true, ct);
        return listing is null ? problem! : Reply.Json(CatalogReports.Of(listing, null, request.Values.Text("include") == "files", server.Now), ServerJson.Default.CatalogReport);
    }

    private async Task<IResult> PreviewAsync(ApiRequest request, CancellationToken ct)
    {
        if (await FindAsync(request, ct) is not { } catalog) return Missing(request);
        var path = request.Values.RequiredText("path");
        var rows = (int)(request.Values.Integer("rows") ?? 20);
        try
        {
            return await CatalogRoom.RunAsync(() => CatalogPreview.Read(catalog.Path, path, rows), ct) is { } preview
                ? Reply.Json(PreviewRows.Of(path, preview, ""), ServerJson.Default.PreviewItem)
                : Problem.Of(ProblemKinds.NotFound, $"There is no such file in the catalog '{catalog.Name}'.");
        }
        catch (CatalogRefusedException e)
        {
            return ExportService.Refusal(e);
        }
    }

    private async Task<IResult> InstrumentAsync(ApiRequest request, CancellationToken ct)
    {
        if (await FindAsync(request, ct) is not { } catalog) return Missing(request);
        var id = request.Values.Instrument("id");
        var (sources, problem) = await SourcesAsync(catalog, id, ct);
        if (problem is not null) return problem;
        return Reply.Json(
            new CatalogInstrumentItem
            {
                CatalogId = catalog.Id,
                Catalog = catalog.Name,
                InstrumentId = id.Value,
                PricePrecision = Math.Max(0, sources.Max(s => s.Item.PricePrecision)),
                SizePrecision = Math.Max(0, sources.Max(s => s.Item.SizePrecision)),
                Sources =
                [
                    .. sources.Select(s => new CatalogSourceItem
                    {
                        From = s.Name,
                        PriceTypes = s.PriceTypes,
                        Timeframes = [.. s.Timeframes.Select(timeframe => timeframe.Code)],
                        Rows = s.Item.Rows,
                        TsMin = s.Item.Intervals.IsEmpty ? null : s.Item.First.ToString(),
                        TsMax = s.Item.Intervals.IsEmpty ? null : s.Item.Last.ToString(),
                        Overlapping = s.IsOverlapping,
                        Problem = s.Problem,
                    }),
                ],
            },
            ServerJson.Default.CatalogInstrumentItem);
    }

    private async Task<IResult> BarsAsync(ApiRequest request, CancellationToken ct)
    {
        var values = request.Values;
        if (await FindAsync(request, ct) is not { } catalog) return Missing(request);
        if (!Find.Range(values, out var from, out var to, out var problem)) return problem;
        var id = values.Instrument("id");
        var (sources, missing) = await SourcesAsync(catalog, id, ct);
        if (missing is not null) return missing;
        var timeframe = values.Timeframe("timeframe")!.Value;
        if (Choose(sources, values.Text("from"), timeframe, id, out problem) is not { } source) return problem!;
        var priceText = source.Item.Type == CatalogType.QuoteTick && values.Text("price_type") is { } wanted ? wanted.ToUpperInvariant() : source.PriceTypes[0];
        // A price that only files have (MARK) is of bars: they bring theirs.
        var priceType = Words.TryParsePrice(priceText, out var known) ? known : PriceType.Last;
        var isDescending = values.Text("order") == "desc";
        var question = $"catalog|{catalog.Id}|{id}|{source.Name}|{timeframe}|{priceText}|{values.Time("start")}|{values.Time("end")}|{isDescending}";
        if (values.Text("cursor") is { } cursor)
        {
            if (!server.Cursors.TryRead(question, cursor, out var place) || place.Length != 8) return ListPage.InvalidCursor();
            var last = new UnixNanos(BinaryPrimitives.ReadInt64BigEndian(place));
            if (isDescending) to = last;
            else from = last + 1;
        }

        var limit = (int)(values.Integer("limit") ?? DefaultLimit);
        CatalogBarRead read;
        try
        {
            read = await CatalogRoom.RunAsync(() => CatalogBars.Read(catalog.Path, source, priceType, timeframe, from, to, limit, isDescending, CatalogBars.MostRows, ct), ct);
        }
        catch (CatalogRefusedException e)
        {
            return ExportService.Refusal(e);
        }

        if (read.Dense is { } dense)
            return Problem.Of(
                ProblemKinds.ValidationFailed,
                $"The {timeframe} interval of {dense.ToIso()} has more than {CatalogBars.MostRows} rows of {source.Name}: bars are made when they are asked for. A shorter timeframe has fewer.", "timeframe");
        var now = server.Now;
        var form = TimeForm.Of(values.Text("time"));
        var decimals = CatalogBars.DecimalsOf(source);
        return Reply.Json(
            new CatalogBarPage
            {
                CatalogId = catalog.Id,
                Catalog = catalog.Name,
                InstrumentId = id.Value,
                From = source.Name,
                Timeframe = timeframe.Code,
                BarType = $"{id}-{timeframe.BarTypePart}-{priceText}-EXTERNAL",
                PriceType = priceText,
                Boundary = ExchangeBarReader.Utc,
                Items = [.. read.Bars.Select(bar => Rows.Bar(decimals, bar, form))],
                NextCursor = read.Next is { } at ? server.Cursors.Make(question, PlaceOf(at)) : null,
                RowsRefused = read.Refused,
                Refusal = read.Refusal,
                AsOf = now.ToString(),
                AsOfIso = now.ToIso(),
                Diagnostic = !read.Bars.IsEmpty ? null
                    : read.Refusal is { } refusal ? $"None of the {source.Name} of {id} in this range could be used. {refusal}"
                    : $"The catalog '{catalog.Name}' has no {source.Name} of {id} in this range.",
            },
            ServerJson.Default.CatalogBarPage);
    }

    private static CatalogSource? Choose(ImmutableArray<CatalogSource> sources, string? name, Timeframe timeframe, InstrumentId id, out Problem? problem)
    {
        problem = null;
        if (name is null)
        {
            if (sources.FirstOrDefault(s => s.Timeframes.Contains(timeframe)) is { } able) return able;
            problem = Problem.Of(ProblemKinds.ValidationFailed, $"Bars of {timeframe} of {id} cannot be made of what the catalog holds: {string.Join(", ", sources.Select(s => s.Name))}.", "timeframe");
            return null;
        }

        if (sources.FirstOrDefault(s => s.Name == name) is not { } source)
            problem = Problem.Of(ProblemKinds.InvalidParameter, $"The catalog has no '{name}' of {id}. It has: {string.Join(", ", sources.Select(s => s.Name))}.", "from");
        else if (source.Problem is { } reason)
            problem = Problem.Of(ProblemKinds.ValidationFailed, $"No bars can be made of {name} of {id}: {reason}", "from");
        else if (!source.Timeframes.Contains(timeframe))
            problem = Problem.Of(ProblemKinds.ValidationFailed, $"Bars of {timeframe} cannot be made of {name}; those of {string.Join(' ', source.Timeframes)} can.", "timeframe");
        else
            return source;
        return null;
    }

    private async Task<(ImmutableArray<CatalogSource> Sources, Problem? Problem)> SourcesAsync(OpenedCatalog catalog, InstrumentId id, CancellationToken ct)
    {
        var (listing, problem) = await room.ListAsync(catalog, isFresh: false, ct);
        if (listing is null) return ([], problem);
        var sources = CatalogSource.Of(listing, id.Value);
        return sources.IsEmpty
            ? (sources, Problem.Of(ProblemKinds.UnknownInstrument, $"The catalog '{catalog.Name}' has neither bars nor trades nor quotes of {id}."))
            : (sources, null);
    }

    private async Task<OpenedCatalog?> FindAsync(ApiRequest request, CancellationToken ct) =>
        (await Catalogs.ListAsync(ct)).FirstOrDefault(c => c.Id == request.Values.Integer("catalog"));

    private static OpenedCatalogItem ToItem(OpenedCatalog catalog, Caller caller) => new()
    {
        Id = catalog.Id,
        Name = catalog.Name,
        Path = caller.May(Role.Admin) ? catalog.Path : null,
        OpenedBy = catalog.OpenedBy,
        Opened = catalog.Opened.ToString(),
        OpenedIso = catalog.Opened.ToIso(),
        Available = CatalogRoom.HasData(catalog.Path),
    };

    private static byte[] PlaceOf(UnixNanos at)
    {
        var place = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(place, at.Value);
        return place;
    }

    private static Problem Missing(ApiRequest request) => Missing(request.Values.Integer("catalog")!.Value);

    private static Problem Missing(long id) => Problem.Of(ProblemKinds.NotFound, $"There is no open catalog {id}.");
}
