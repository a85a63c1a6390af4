using Argonaut.SimulatedGateway.Faults;

namespace Argonaut.SimulatedGateway.Control;

/// <summary>What a script does at one time after its start.</summary>
public abstract record ScriptStep(TimeSpan At);

/// <summary>Arms a fault; its own triggers count from then on.</summary>
public sealed record FaultStep(TimeSpan At, FaultSpec Fault) : ScriptStep(At);

/// <summary>Moves a price by so much.</summary>
public sealed record MoveStep(TimeSpan At, string Symbol, decimal By) : ScriptStep(At);

public sealed record HaltStep(TimeSpan At, string Symbol, TimeSpan Length) : ScriptStep(At);

/// <summary>An order made by hand in the gateway.</summary>
public sealed record OrderStep(TimeSpan At, string Action, decimal Quantity, string Symbol, string Type, decimal? Price) : ScriptStep(At);

public sealed record BulletinStep(TimeSpan At, string Text) : ScriptStep(At);

/// <summary><c>alwaysOpen</c> or <c>realCalendar</c>.</summary>
public sealed record ScenarioStep(TimeSpan At, string Name) : ScriptStep(At);
