using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Argonaut.Trading.Alerts;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>Rules of alerts: what people want to be told of.</summary>
internal sealed class AlertRuleEndpoints(ServerContext server)
{
    private const string Area = "Alerts";
    private const int LongestCooldown = 7 * 86_400;

    private static readonly string[] KnownRoutes = ["webhook", "email"];

    private static readonly Parameter Id = new("id", ParameterPlace.Path, ParameterKind.Integer, "Number of the rule.") { IsRequired = true, Minimum = 1 };

    private static readonly ImmutableArray<Parameter> Fields =
    [
        new("name", ParameterPlace.Either, ParameterKind.Text, "How it is called in lists and messages.") { IsRequired = true, LongestText = 100 },
        new("kind", ParameterPlace.Either, ParameterKind.Choice, "What it watches.") { IsRequired = true, Choices = [.. AlertRows.Names<AlertKind>()] },
        new("instrument_id", ParameterPlace.Either, ParameterKind.Instrument, "Only this instrument; every recorded one when not given.") { AllowsNull = true },
        new("direction", ParameterPlace.Either, ParameterKind.Choice, "Of prices; both when not given.") { Choices = [.. AlertRows.Names<AlertDirection>()], AllowsNull = true },
        new("threshold", ParameterPlace.Either, ParameterKind.Text,
            "Decimal: a price, percent, a size, GiB free, milliseconds or seconds, by the kind.") { LongestText = 30, AllowsNull = true },
        new("window_s", ParameterPlace.Either, ParameterKind.Integer, "Of a move or a volume, in seconds.") { Minimum = 1, Maximum = AlertShape.LongestWindowSeconds, AllowsNull = true },
        new("level", ParameterPlace.Either, ParameterKind.Choice, "How loud it is.") { Choices = [.. AlertRows.Names<AlertLevel>()], Default = "warning" },
        new("cooldown_s", ParameterPlace.Either, ParameterKind.Integer, "After it fired, seconds until it may fire anew.") { Maximum = LongestCooldown, Default = "300" },
        new("ends", ParameterPlace.Either, ParameterKind.Time, "From then on it does not fire.") { AllowsNull = true },
        new("is_paused", ParameterPlace.Either, ParameterKind.Flag, "It does not fire.") { Default = "false" },
        new("deliver", ParameterPlace.Either, ParameterKind.TextList, "Ways beside the dashboard.") { Choices = [.. KnownRoutes], LongestList = 2 },
    ];

    public IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute("GET", "/api/v1/alerts/rules", "list_alert_rules", Area, "List rules", ListAsync)
        {
            Parameters = [ListPage.Limit, ListPage.Cursor],
            Answers = [new ApiAnswer(200, typeof(Page<AlertRuleItem>), "The rules by number.")],
            Problems = [ProblemKinds.InvalidCursor],
        },
        new ApiRoute("POST", "/api/v1/alerts/rules", "add_alert_rule", Area, "Add a rule", AddAsync)
        {
            Parameters = Fields,
            Answers = [new ApiAnswer(201, typeof(AlertRuleItem), "The new rule; `ETag` is its version.")],
            Problems = [.. RuleProblems, ProblemKinds.ValidationFailed],
        },
        new ApiRoute("PUT", "/api/v1/alerts/rules/{id}", "change_alert_rule", Area, "Change a rule", ChangeAsync)
        {
            Description = "Replaces the whole rule. Needs `If-Match` with its `ETag`.",
            Parameters = [Id, .. Fields],
            Answers = [new ApiAnswer(200, typeof(AlertRuleItem), "The rule after it.")],
            Problems = [.. RuleProblems, ProblemKinds.PreconditionFailed, ProblemKinds.PreconditionRequired],
        },
        new ApiRoute("DELETE", "/api/v1/alerts/rules/{id}", "remove_alert_rule", Area, "Remove a rule", RemoveAsync)
        {
            Description = "Its events stay. Needs `If-Match` with its `ETag`.",
            Parameters = [Id],
            Answers = [new ApiAnswer(204, null, "It is gone.")],
            Problems = [ProblemKinds.PreconditionFailed, ProblemKinds.PreconditionRequired],
        },
        new ApiRoute("POST", "/api/v1/alerts/rules/{id}/test", "test_alert_rule", Area, "Try a rule on the last day", TestStoredAsync)
        {
            Parameters = [Id],
            Answers = [new ApiAnswer(200, typeof(AlertTrialItem), "How often it would have fired.")],
        },
        new ApiRoute("POST", "/api/v1/alerts/rules/test", "test_new_alert_rule", Area, "Try a rule that is not stored", TestNewAsync)
        {
            Parameters = Fields,
            Answers = [new ApiAnswer(200, typeof(AlertTrialItem), "How often it would have fired.")],
            Problems = RuleProblems,
        },
    ];

    private static ImmutableArray<ProblemKind> RuleProblems => [ProblemKinds.InvalidInstrumentId, ProblemKinds.UnknownInstrument, ProblemKinds.AmbiguousTime];

    private IAlerts Alerts => server.Parts.Alerts;

    private Task<IResult> ListAsync(ApiRequest request, CancellationToken _)
    {
        var page = ListPage.Take(Alerts.Rules, rule => $"{rule.Id:0000000000000000000}", "alert rules", request.Values, server.Cursors, out var problem);
        return Reply.Done(page is { } found
            ? Reply.Page([.. found.Items.Select(AlertRows.Rule)], found.NextCursor, server.Now, ServerJson.Default.PageAlertRuleItem)
            : problem!);
    }

    private async Task<IResult> AddAsync(ApiRequest request, CancellationToken ct)
    {
        if (Alerts.Rules.Length >= AlertShape.MostRules)
            return Problem.Of(ProblemKinds.ValidationFailed, $"There are {AlertShape.MostRules} rules, the most that are watched; remove one first.");
        if (Read(request, out var problem) is not { } rule) return problem!;
        return Shown(request, await Alerts.AddRuleAsync(rule, ct), StatusCodes.Status201Created);
    }

    private async Task<IResult> ChangeAsync(ApiRequest request, CancellationToken ct)
    {
        if (Find(request) is not { } known) return Missing(request);
        if (EntityTag.Of(request) is not { } version) return EntityTag.Missing($"rule {known.Id}", known.Version);
        if (Read(request, out var problem) is not { } rule) return problem!;
        return await Alerts.ChangeRuleAsync(rule with { Id = known.Id, Version = version }, ct) is { } changed
            ? Shown(request, changed, StatusCodes.Status200OK)
            : EntityTag.Stale($"rule {known.Id}");
    }

    private async Task<IResult> RemoveAsync(ApiRequest request, CancellationToken ct)
    {
        if (Find(request) is not { } known) return Missing(request);
        if (EntityTag.Of(request) is not { } version) return EntityTag.Missing($"rule {known.Id}", known.Version);
        return await Alerts.RemoveRuleAsync(known.Id, version, ct) ? EmptyReply.NoContent : EntityTag.Stale($"rule {known.Id}");
    }

    private async Task<IResult> TestStoredAsync(ApiRequest request, CancellationToken ct) =>
        Find(request) is { } known ? await TestAsync(known, known.Id, ct) : Missing(request);

    private async Task<IResult> TestNewAsync(ApiRequest request, CancellationToken ct) =>
        Read(request, out var problem) is { } rule ? await TestAsync(rule, null, ct) : problem!;

    private async Task<IResult> TestAsync(AlertRule rule, long? id, CancellationToken ct)
    {
        var end = server.Now;
        var start = end - UnixNanos.PerDay;
        var trial = await Alerts.TryAsync(rule, start, end, ct);
        return Reply.Json(
            new AlertTrialItem
            {
                RuleId = id,
                Start = start.ToString(),
                End = end.ToString(),
                Fired = trial?.Fired,
                Times = trial is null ? [] : [.. trial.Times.Select(time => time.ToString()!)],
                Text = trial?.Fired switch
                {
                    null => "This kind of rule looks at the program itself, which has no past to try it on.",
                    0 => "Would not have fired in the last day.",
                    1 => "Would have fired once in the last day.",
                    var many => string.Create(CultureInfo.InvariantCulture, $"Would have fired {many} times in the last day."),
                },
            },
            ServerJson.Default.AlertTrialItem);
    }

    /// <summary>The rule of the body; null with everything that is wrong with it.</summary>
    private AlertRule? Read(ApiRequest request, out Problem? problem)
    {
        var values = request.Values;
        problem = null;
        Price? threshold = null;
        if (values.Text("threshold") is { } text)
        {
            if (!Price.TryParse(text, out var price))
            {
                problem = Problem.Of(ProblemKinds.InvalidParameter, $"'threshold' must be a decimal number such as 190.25, found '{text}'.", "threshold");
                return null;
            }

            threshold = price;
        }

        if (values.IsGiven("instrument_id") && !server.Market.TryFind(values.Instrument("instrument_id"), out _))
        {
            problem = Problem.Of(ProblemKinds.UnknownInstrument, $"{values.Instrument("instrument_id").Value} is not known here; add it on the Watchlist page first.", "instrument_id");
            return null;
        }

        var kind = AlertRows.Parse<AlertKind>(values.RequiredText("kind"));
        var rule = new AlertRule
        {
            Name = values.RequiredText("name"),
            Kind = kind,
            Instrument = values.IsGiven("instrument_id") ? values.Instrument("instrument_id") : null,
            Direction = values.Text("direction") is { } direction ? AlertRows.Parse<AlertDirection>(direction) : null,
            Threshold = threshold,
            WindowSeconds = (int?)values.Integer("window_s"),
            Level = values.Text("level") is { } level ? AlertRows.Parse<AlertLevel>(level) : AlertLevel.Warning,
            CooldownSeconds = (int)(values.Integer("cooldown_s") ?? 300),
            Ends = values.Time("ends"),
            IsPaused = values.Flag("is_paused") ?? false,
            Deliver = [.. (values.List("deliver") ?? []).Distinct()],
        };
        var wrong = AlertShape.ProblemsOf(rule).ToImmutableArray();
        if (wrong.IsEmpty) return rule;
        problem = Problem.Of(ProblemKinds.InvalidParameter, wrong[0].Detail, wrong[0].Field);
        return null;
    }

    private AlertRule? Find(ApiRequest request) => Alerts.Rules.FirstOrDefault(rule => rule.Id == request.Values.Integer("id"));

    private static Problem Missing(ApiRequest request) => Problem.Of(ProblemKinds.NotFound, $"There is no rule {request.Values.Integer("id")}.");

    private static JsonReply<AlertRuleItem> Shown(ApiRequest request, AlertRule rule, int status)
    {
        EntityTag.Set(request, rule.Version);
        return Reply.Json(AlertRows.Rule(rule), ServerJson.Default.AlertRuleItem, status);
    }
}
