using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Server.Contracts;

namespace Argonaut.Server.Endpoints;

/// <summary>
/// Remembers of each stage since when it is as it is, what went wrong last, and how fast its total grows: what is known of one moment
/// alone becomes the line of the truth page. Safe from any thread.
/// </summary>
internal sealed class StageLog(TimeProvider time)
{
    private const int Samples = 11;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Memory> _stages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Course> _courses = new(StringComparer.Ordinal);

    /// <summary>
    /// The stage with what is remembered of it. "ok" never stands without a time: a stage that has not done anything yet is off, and says so.
    /// </summary>
    public ComponentItem Complete(ComponentItem stage)
    {
        if (stage is { State: "ok", LastSuccess: null }) stage = stage with { State = "disabled", Detail = $"Nothing has happened here yet. {stage.Detail}".TrimEnd() };
        var now = HybridClock.Now(time);
        lock (_gate)
        {
            if (!_stages.TryGetValue(stage.Name, out var memory)) _stages[stage.Name] = memory = new Memory { State = stage.State, Since = now };
            if (memory.State != stage.State) (memory.State, memory.Since) = (stage.State, now);
            // Until it is well for the first time it is only starting: that is no error to remember.
            if (stage.State == "ok" && !memory.WasWell) (memory.WasWell, memory.Error, memory.ErrorAt) = (true, null, null);
            var error = stage.LastError ?? (stage.State is "down" or "degraded" ? stage.Detail : null);
            if (error is not null) (memory.Error, memory.ErrorAt) = (error, stage.LastErrorAt ?? now.ToString());
            return stage with
            {
                Since = stage.Since ?? memory.Since.ToString(),
                LastError = memory.Error,
                LastErrorAt = memory.ErrorAt,
            };
        }
    }

    /// <summary>How a running total grows.</summary>
    /// <param name="name">Of the total.</param>
    /// <returns>Per second over the last ten seconds, null before it was looked at twice; and when it grew last, null when it never did.</returns>
    public (double? PerSecond, UnixNanos? GrewAt) Follow(string name, long total)
    {
        var now = HybridClock.Now(time);
        lock (_gate)
        {
            if (!_courses.TryGetValue(name, out var course)) _courses[name] = course = new Course();
            if (total != course.Total) (course.Total, course.GrewAt) = (total, now);
            if (course.Seen.Count == 0 || now - course.Seen.Last().At >= UnixNanos.PerSecond) course.Seen.Enqueue((now, total));
            while (course.Seen.Count > Samples || (course.Seen.Count > 1 && now - course.Seen.Peek().At > Samples * UnixNanos.PerSecond)) course.Seen.Dequeue();
            var (at, before) = course.Seen.Peek();
            var nanos = now - at;
            return (nanos < UnixNanos.PerSecond / 2 ? null : Math.Round((total - before) * (double)UnixNanos.PerSecond / nanos, 1), course.GrewAt);
        }
    }

    private sealed class Memory
    {
        public required string State { get; set; }

        public required UnixNanos Since { get; set; }

        public bool WasWell { get; set; }

        public string? Error { get; set; }

        public string? ErrorAt { get; set; }
    }

    private sealed class Course
    {
        public long Total { get; set; }

        public UnixNanos? GrewAt { get; set; }

        public Queue<(UnixNanos At, long Total)> Seen { get; } = new();
    }
}
