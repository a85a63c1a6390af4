using System.Collections.Immutable;

namespace Argonaut.Server.Contracts;

/// <summary>The figures of the system page over the last hour.</summary>
/// <param name="StepMs">Time between two values.</param>
/// <param name="AsOf">When the last value of each figure was read.</param>
public sealed record FigureHistory(int StepMs, ImmutableArray<FigureItem> Figures, string AsOf, string AsOfIso);

/// <param name="Metric">Its name in <c>/metrics</c>.</param>
/// <param name="Values">Oldest first; null where it was not known.</param>
public sealed record FigureItem(string Name, string Metric, ImmutableArray<double?> Values);
