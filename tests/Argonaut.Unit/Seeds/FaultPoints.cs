namespace Argonaut.Unit.Seeds;

/// <summary>Where a process may die. A point that no seed reaches fails the tests: it would prove nothing.</summary>
internal static class FaultPoints
{
    public const string BeforePrepare = "store.before_prepare";
    public const string BeforeCommit = "store.before_commit";
    public const string AfterCommit = "store.after_commit";
    public const string BeforePosition = "store.before_position";

    private const string Spool = "spool.";

    public static readonly string[] All =
    [
        BeforePrepare, BeforeCommit, AfterCommit, BeforePosition,
        .. new[] { "create", "append", "appended", "flushed", "flush folder", "replace", "replaced", "delete" }.Select(OfSpool),
    ];

    public static string OfSpool(string operation) => Spool + operation;
}

/// <summary>The process has died at a point.</summary>
internal sealed class DiedException(string point) : Exception(point);
