using Argonaut.Domain;

namespace Argonaut.Trading.Quality;

/// <summary>What a tick is judged by beside its line and instrument.</summary>
/// <param name="Now">Our wall clock.</param>
/// <param name="Frontier">Bars of the instrument are closed up to here; 0 when it has none.</param>
/// <param name="SourceAhead">Nanoseconds by which the source's own clock is ahead of ours; its ticks may be so as well. Never negative.</param>
/// <param name="OutlierPercent">A change by this share or more is a spike.</param>
public readonly record struct QualityContext(UnixNanos Now, UnixNanos Frontier, long SourceAhead, int OutlierPercent);
