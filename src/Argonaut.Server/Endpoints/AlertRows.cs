using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Trading.Alerts;

namespace Argonaut.Server.Endpoints;

/// <summary>Alerts as the wire has them.</summary>
internal static class AlertRows
{
    public static AlertRuleItem Rule(AlertRule rule) => new()
    {
        Id = rule.Id,
        Version = rule.Version,
        Name = rule.Name,
        Kind = Name(rule.Kind),
        InstrumentId = rule.Instrument?.Value,
        Direction = rule.Direction is { } direction ? Name(direction) : null,
        Threshold = rule.Threshold?.ToString(),
        WindowS = rule.WindowSeconds,
        Level = Name(rule.Level),
        CooldownS = rule.CooldownSeconds,
        Ends = rule.Ends?.ToString(),
        EndsIso = rule.Ends?.ToIso(),
        IsPaused = rule.IsPaused,
        Deliver = rule.Deliver,
        Text = AlertText.Of(rule),
        Fired = rule.Fired,
        LastFired = rule.LastFired?.ToString(),
        LastFiredIso = rule.LastFired?.ToIso(),
        SnoozedUntil = rule.SnoozedUntil?.ToString(),
        SnoozedUntilIso = rule.SnoozedUntil?.ToIso(),
    };

    public static AlertEventItem Event(AlertEvent one) => new()
    {
        Id = one.Id,
        RuleId = one.RuleId,
        RuleName = one.RuleName,
        Kind = Name(one.Kind),
        Level = Name(one.Level),
        InstrumentId = one.Instrument?.Value,
        At = one.At.ToString(),
        AtIso = one.At.ToIso(),
        Text = one.Text,
        State = Name(one.State),
        By = one.By,
        ChangedAt = one.ChangedAt?.ToString(),
        ChangedAtIso = one.ChangedAt?.ToIso(),
        SnoozedUntil = one.SnoozedUntil?.ToString(),
        SnoozedUntilIso = one.SnoozedUntil?.ToIso(),
        Count = one.Count,
        Deliveries = [.. one.Deliveries.Select(d => new AlertDeliveryItem(d.Route, Name(d.State), d.Detail, d.At?.ToString()))],
    };

    public static AlertRouteItem Route(AlertRouteStatus route) => new()
    {
        Route = route.Route,
        IsConfigured = route.IsConfigured,
        Target = route.Target,
        LastSent = route.LastSent?.ToString(),
        LastSentIso = route.LastSent?.ToIso(),
        LastProblem = route.LastProblem,
        Hint = route.Hint,
    };

    public static string Name<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static T Parse<T>(string name) where T : struct, Enum => Enum.Parse<T>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    public static string[] Names<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(value => Name(value))];
}
