using System.Text.Json.Serialization;

namespace Argonaut.SimulatedGateway.Control;

internal sealed record StateAnswer(string Time, int Port, string Scenario, IReadOnlyList<int> Clients);

internal sealed record FaultParameterAnswer(string Name, string Default, string Meaning);

internal sealed record FaultKindAnswer(string Name, string Point, string Effect, IReadOnlyList<FaultParameterAnswer> Parameters);

internal sealed record ArmedFaultAnswer(int Id, string Name, int Hits);

internal sealed record FaultEventAnswer(string Time, int FaultId, string Name, int ClientId, string What, string Bytes);

/// <param name="At">Seconds from now by the gateway's clock.</param>
internal sealed record FaultBody(
    string Name, Dictionary<string, string>? Parameters = null, int? Client = null, int AfterMessages = 0, double? At = null, double Probability = 1,
    int Skip = 0, int? Times = null);

internal sealed record StepBody(double Seconds);

internal sealed record MoveBody(string Symbol, decimal By);

internal sealed record HaltBody(string Symbol, double Seconds);

internal sealed record ScenarioBody(string Name);

internal sealed record OrderBody(string Action, decimal Quantity, string Symbol, string Type = "MKT", decimal? Price = null);

internal sealed record PlacedAnswer(long PermId);

internal sealed record BulletinBody(string Text);

internal sealed record ErrorAnswer(string Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(StateAnswer))]
[JsonSerializable(typeof(List<FaultKindAnswer>))]
[JsonSerializable(typeof(List<ArmedFaultAnswer>))]
[JsonSerializable(typeof(List<FaultEventAnswer>))]
[JsonSerializable(typeof(FaultBody))]
[JsonSerializable(typeof(StepBody))]
[JsonSerializable(typeof(MoveBody))]
[JsonSerializable(typeof(HaltBody))]
[JsonSerializable(typeof(ScenarioBody))]
[JsonSerializable(typeof(OrderBody))]
[JsonSerializable(typeof(PlacedAnswer))]
[JsonSerializable(typeof(BulletinBody))]
[JsonSerializable(typeof(Ledger))]
[JsonSerializable(typeof(ErrorAnswer))]
internal sealed partial class ControlJson : JsonSerializerContext;
